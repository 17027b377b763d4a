import { useEffect, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useShallow } from 'zustand/react/shallow';
import { isTyping } from '../commands/keyboard.ts';
import type { SetEdit } from '@sluice/netfilter';
import { FAMILY_NAMES } from '../shell/words.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { TableMark } from '../ui/table-mark.tsx';
import { changesOf, GLYPHS, type ChangeWords } from './change-words.ts';
import type { FamilyChanges } from './family-changes.ts';
import { setChange, setKey } from './set-changes.tsx';

/** Names one change among all that the review shows. */
export function changeKey(
  family: string,
  chain: { readonly table: string; readonly chain: string },
  key: string,
): string {
  return `${family} ${chain.table} ${chain.chain} ${key}`;
}

const NO_SETS: readonly SetEdit[] = [];

/** All changes in words, by chain; N and P go through them. */
export function ChangeList(props: {
  readonly families: readonly FamilyChanges[];
  readonly sets?: readonly SetEdit[];
  readonly focus: string | null;
  readonly onFocus: (key: string) => void;
  readonly foot: ReactNode;
}) {
  const { families, sets = NO_SETS, focus, onFocus, foot } = props;
  const shelved = useWorkspace(
    useShallow((state) => families.flatMap(({ family }) => sliceOf(state, family).shelf.map(({ id }) => id))),
  );
  const disabled = new Set<string>(shelved);
  const all = [
    ...sets.map(setKey),
    ...families.flatMap(({ family, chains }) =>
      chains.flatMap((chain) => changesOf(chain).map(({ key }) => changeKey(family, chain, key))),
    ),
  ];
  useStepping(all, focus, onFocus);
  return (
    <nav className="review-list" aria-label="Changes by chain">
      <div className="review-list-scroll">
        {sets.length > 0 && (
          <section>
            <h3>
              Sets<span>{sets.length}</span>
            </h3>
            {sets.map((edit) => (
              <ChangeItem
                key={edit.name}
                change={setChange(edit)}
                on={setKey(edit) === focus}
                onPress={() => onFocus(setKey(edit))}
              />
            ))}
          </section>
        )}
        {families.map(({ family, chains }) =>
          chains.map((chain) => (
            <section key={`${family} ${chain.table} ${chain.chain}`}>
              <h3>
                <TableMark table={chain.table} />
                {families.length > 1 ? `${FAMILY_NAMES[family]} · ` : ''}
                {chain.table} / {chain.chain}
                <span>{changesOf(chain).length}</span>
              </h3>
              {changesOf(chain, disabled).map((change) => {
                const key = changeKey(family, chain, change.key);
                return <ChangeItem key={key} change={change} on={key === focus} onPress={() => onFocus(key)} />;
              })}
            </section>
          )),
        )}
      </div>
      {foot}
    </nav>
  );
}

function ChangeItem(props: { readonly change: ChangeWords; readonly on: boolean; readonly onPress: () => void }) {
  const { change, on, onPress } = props;
  return (
    <Button className={on ? 'review-item review-item-on' : 'review-item'} onPress={onPress} aria-current={on}>
      <i className={`review-glyph review-glyph-${change.change}`} aria-label={change.change}>
        {GLYPHS[change.change]}
      </i>
      <span>
        <b>
          {change.title} {change.name !== undefined && <span className="mono">{change.name}</span>}
        </b>
        <small>{change.note}</small>
      </span>
    </Button>
  );
}

function useStepping(all: readonly string[], focus: string | null, onFocus: (key: string) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const step = { n: 1, p: -1 }[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || all.length === 0) return;
      if (isTyping(event.target)) return;
      const here = focus === null ? (step === 1 ? -1 : 0) : all.indexOf(focus);
      const next = all[(here + step + all.length) % all.length];
      if (next !== undefined) onFocus(next);
    };
    globalThis.addEventListener('keydown', listen);
    return () => globalThis.removeEventListener('keydown', listen);
  }, [all, focus, onFocus]);
}
