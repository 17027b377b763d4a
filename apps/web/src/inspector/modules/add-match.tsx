import type { RuleRef } from '@sluice/draft';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  Autocomplete,
  Button,
  Collection,
  Dialog,
  DialogTrigger,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  TextField,
} from 'react-aria-components';
import { useWorkspace } from '../../state/workspace.ts';
import { takeFocus } from '../../ui/field.tsx';
import type { RuleEdit } from '../use-rule-edit.ts';
import { matchChoices, type ModuleChoice } from './module-choices.ts';
import './add-match.css';

/** One line of the list. */
interface Entry {
  readonly id: string;
  readonly help: string;
  readonly refusal: string | null;
  readonly run: () => void;
}

/** Opens the list of everything that a rule can ask of a packet. */
export function AddMatch(props: {
  readonly edit: RuleEdit;
  readonly rule: RuleRef;
  /** What has a field of its own and can be shown. */
  readonly extra: readonly Entry[];
  readonly onChoose: (module: string) => void;
  readonly onEditAsLine: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const { onChoose, onEditAsLine } = props;
  const close = (then: () => void): void => {
    setOpen(false);
    // After the list is gone, so that what comes can take the focus.
    setTimeout(then);
  };
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className="ui-button ui-button-link ui-button-small insp-add">
        <Plus size={13} />
        Add match
      </Button>
      <Popover className="ui-popover add-match" placement="bottom start" offset={5}>
        <Dialog aria-label="Add match" className="add-match-body">
          <Choices {...props} onPick={close} onChoose={(name) => close(() => onChoose(name))} />
          <Button className="add-match-line" onPress={() => close(onEditAsLine)}>
            Anything else, as text
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Choices(props: {
  readonly edit: RuleEdit;
  readonly rule: RuleRef;
  readonly extra: readonly Entry[];
  readonly onPick: (then: () => void) => void;
  readonly onChoose: (module: string) => void;
}) {
  const { edit, rule, extra, onPick, onChoose } = props;
  const current = useWorkspace((state) => state.current);
  const family = useWorkspace((state) => state.family);
  const backend = useWorkspace((state) => state.backend) ?? 'nft';
  const [typed, setTyped] = useState('');
  const { spec } = edit;
  const choices = useMemo(
    () => (current ? matchChoices({ ruleset: current, rule, spec, family, backend }) : []),
    [current, rule, spec, family, backend],
  );
  const entries = [
    ...extra,
    ...choices.map(({ module: { name, help }, refusal }: ModuleChoice): Entry => {
      return { id: name, help, refusal, run: () => onChoose(name) };
    }),
  ].filter((entry) => isAbout(entry, typed));
  const sections = [
    { id: 'here', title: 'What else the packet must be', entries: entries.filter(({ refusal }) => refusal === null) },
    { id: 'refused', title: 'Not in this rule', entries: entries.filter(({ refusal }) => refusal !== null) },
  ].filter((section) => section.entries.length > 0);
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <TextField aria-label="Search matches" className="ui-field add-match-field">
        <div className="ui-box">
          <Input ref={takeFocus} className="ui-input" placeholder="Search: rate, user, time of day …" />
        </div>
      </TextField>
      <ListBox
        aria-label="Matches"
        className="ui-menu add-match-list"
        items={sections}
        disabledKeys={entries.filter(({ refusal }) => refusal !== null).map(({ id }) => id)}
        onAction={(key) => {
          const chosen = entries.find(({ id }) => id === key);
          if (chosen) onPick(chosen.run);
        }}
        renderEmptyState={() => <p className="ui-choice-none">No match is about “{typed.trim()}”.</p>}
      >
        {(section) => (
          <ListBoxSection id={section.id}>
            <Header className="insp-list-head">{section.title}</Header>
            <Collection items={section.entries}>{(entry) => <EntryRow entry={entry} />}</Collection>
          </ListBoxSection>
        )}
      </ListBox>
    </Autocomplete>
  );
}

function EntryRow({ entry }: { readonly entry: Entry }) {
  return (
    <ListBoxItem id={entry.id} textValue={entry.id} className="ui-menu-item ui-option">
      <span className="ui-menu-text">
        <span className="mono">{entry.id}</span>
        <small>{entry.help}</small>
        {entry.refusal !== null && <small className="add-match-why">{entry.refusal}</small>}
      </span>
    </ListBoxItem>
  );
}

/** Whether every word that was typed stands in the name or the help. */
function isAbout({ id, help }: Entry, typed: string): boolean {
  const text = `${id} ${help}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
