import {
  Autocomplete,
  Button,
  Collection,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  Dialog as AriaDialog,
  TextField,
} from 'react-aria-components';
import { ListChecks, Search, SquareChevronRight } from 'lucide-react';
import { useDeferredValue, useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { commandsNow, runCommand } from '../commands/keyboard.ts';
import { callersOf } from '../state/callers.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { takeFocus } from '../ui/field.tsx';
import { Keys } from '../ui/keys.tsx';
import { Marked } from '../ui/marked.tsx';
import { RuleLine } from '../ui/rule-line.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { openFind } from '../find/find-state.ts';
import type { ChainHit, RuleHit } from '../find/hits.ts';
import { find, type Found } from './find.ts';
import { count } from './words.ts';
import './palette.css';

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly shown: ReactNode;
  readonly run: () => void;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly entries: readonly Entry[];
}

/** Finds rules, chains and commands while the person types, and goes there. */
export function Palette(props: { readonly query: string; readonly onClose: () => void }) {
  const [query, setQuery] = useState(props.query);
  // What is typed before the field has the cursor comes from outside.
  const [given, setGiven] = useState(props.query);
  if (given !== props.query) {
    setGiven(props.query);
    setQuery(props.query);
  }
  const current = useWorkspace((state) => state.current);
  const wanted = useDeferredValue(query);
  const found = useMemo(() => find(current, commandsNow(), wanted), [current, wanted]);
  const sections = useMemo(() => sectionsOf(found, wanted), [found, wanted]);
  const run = (entry: Entry | undefined): void => {
    props.onClose();
    // After the palette is gone, so that what runs can take the focus.
    setTimeout(() => entry?.run());
  };
  // The list answers to Enter where it is marked; while it is behind what was typed, the first of what is meant is gone to.
  const goFirst = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (wanted === query && event.currentTarget.hasAttribute('aria-activedescendant')) return;
    const [first] = entriesOf(sectionsOf(find(current, commandsNow(), query), query));
    event.stopPropagation();
    if (first) run(first);
  };
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && props.onClose()}
      className="ui-scrim palette-scrim"
    >
      <Modal className="palette">
        <AriaDialog aria-label="Search" className="palette-body">
          <Autocomplete inputValue={query} onInputChange={setQuery}>
            <TextField aria-label="Search rules, chains and commands" className="palette-field">
              <Search aria-hidden="true" />
              <Input
                ref={takeFocus}
                className="palette-input"
                placeholder="Search rules, chains, commands…"
                onKeyDownCapture={goFirst}
              />
              {found.reading !== null && <span className="palette-reading">{found.reading}</span>}
              <Button className="ui-key" onPress={props.onClose}>
                Esc<span className="unseen">: close</span>
              </Button>
            </TextField>
            <ListBox<Section>
              aria-label="Results"
              className="palette-list"
              items={sections}
              onAction={(key) => run(entriesOf(sections).find(({ id }) => id === key))}
              renderEmptyState={() => (
                <p className="palette-none">Nothing has “{query.trim()}” in it: no rule, no chain, no command.</p>
              )}
            >
              {(section) => (
                <ListBoxSection id={section.id} className="palette-section">
                  <Header className="palette-header">
                    {section.title}
                    <span>{section.note}</span>
                  </Header>
                  <Collection items={section.entries}>
                    {(entry) => (
                      <ListBoxItem id={entry.id} textValue={entry.name} className="palette-row">
                        {entry.shown}
                      </ListBoxItem>
                    )}
                  </Collection>
                </ListBoxSection>
              )}
            </ListBox>
          </Autocomplete>
          <PaletteFoot />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteFoot() {
  return (
    <footer className="palette-foot">
      <span>
        <Keys chord="ArrowUp" />
        <Keys chord="ArrowDown" />
        move
      </span>
      <span>
        <Keys chord="Enter" />
        go
      </span>
      <span className="palette-push">
        <Keys chord=">" />
        only commands
      </span>
      <span>
        <Keys chord="@" />
        only chains
      </span>
    </footer>
  );
}

function entriesOf(sections: readonly Section[]): readonly Entry[] {
  return sections.flatMap(({ entries }) => entries);
}

function sectionsOf(found: Found, typed: string): readonly Section[] {
  const sections: readonly Section[] = [
    {
      id: 'rules',
      title: 'Rules',
      note: `${found.rules.shown.length} of ${found.rules.total.toLocaleString('en')}`,
      entries: [
        ...found.rules.shown.map((hit) => ruleEntry(hit, found.marker)),
        ...(found.rules.total > found.rules.shown.length ? [allEntry(found.rules.total, typed)] : []),
      ],
    },
    {
      id: 'chains',
      title: 'Chains',
      note: `${found.chains.shown.length} of ${found.chains.total.toLocaleString('en')}`,
      entries: found.chains.shown.map((hit) => chainEntry(hit, found.marker)),
    },
    {
      id: 'commands',
      title: 'Commands',
      note: '',
      entries: found.commands.shown.map((command) => ({
        id: `command ${command.id}`,
        name: command.title,
        run: () => void runCommand(command),
        shown: (
          <>
            <span className="palette-icon">
              <SquareChevronRight />
            </span>
            <span>
              <Marked text={command.title} wanted={found.marker} />
            </span>
            <span className="palette-end">{command.keys?.[0] !== undefined && <Keys chord={command.keys[0]} />}</span>
          </>
        ),
      })),
    },
  ];
  return sections.filter(({ entries }) => entries.length > 0);
}

function ruleEntry(hit: RuleHit, marker: RegExp | null): Entry {
  const { table, chain, index, rule } = hit;
  return {
    id: `rule ${table} ${chain} ${rule.id}`,
    name: rule.text,
    run: () => useSelection.getState().select({ kind: 'rule', table, chain, id: rule.id }, { reveal: true }),
    shown: (
      <>
        <span className="palette-icon">
          <TableMark table={table} />
        </span>
        <RuleLine rule={rule} isChain={isChainOf(table)} marked={marker} />
        <span className="palette-end">
          {table} / {chain} #{index + 1}
        </span>
      </>
    ),
  };
}

/** From the few that are listed to all of them, marked where they stand. */
function allEntry(total: number, typed: string): Entry {
  const words = `Mark all ${total.toLocaleString('en')} rules where they stand`;
  return {
    id: 'all',
    name: words,
    run: () => openFind(typed),
    shown: (
      <>
        <span className="palette-icon">
          <ListChecks />
        </span>
        <span>{words}</span>
        <span className="palette-end">
          <Keys chord="Ctrl+F" />
        </span>
      </>
    ),
  };
}

function chainEntry({ table, chain }: ChainHit, marker: RegExp | null): Entry {
  const { current } = useWorkspace.getState();
  const callers = callersOf(current, { table, chain: chain.name });
  const [first] = callers;
  const note =
    chain.policy !== undefined
      ? `policy ${chain.policy}`
      : first
        ? `called by ${first.caller} #${first.index + 1}${callers.length > 1 ? ` and ${callers.length - 1} more` : ''}`
        : 'not called';
  return {
    id: `chain ${table} ${chain.name}`,
    name: chain.name,
    run: () => useSelection.getState().select({ kind: 'chain', table, chain: chain.name }, { reveal: true }),
    shown: (
      <>
        <span className="palette-icon">
          <TableMark table={table} />
        </span>
        <span className="mono palette-name">
          <span className="palette-table">{table} / </span>
          <Marked text={chain.name} wanted={marker} />
        </span>
        <span className="palette-end">
          {count(chain.rules.length, 'rule')} · {note}
        </span>
      </>
    ),
  };
}

function isChainOf(table: string): (name: string) => boolean {
  const chains = useWorkspace.getState().current?.tables.find(({ name }) => name === table)?.chains ?? [];
  const names = new Set(chains.map(({ name }) => name));
  return (name) => names.has(name);
}
