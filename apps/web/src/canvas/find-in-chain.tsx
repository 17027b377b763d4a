import { findChain } from '@sluice/netfilter';
import { Search } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import type { MapCard } from '../projection/model.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';

/** Below a long chain: goes to a rule by its number, or to the next one that has these words. */
export function FindInChain(props: { readonly card: MapCard }) {
  const { table, chain, rules } = props.card;
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const go = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    setMissing(!selectNext(props.card, words.trim(), event.shiftKey ? -1 : 1));
  };
  return (
    <label className={`card-find nopan nodrag${missing ? ' card-find-missing' : ''}`}>
      <Search aria-hidden="true" />
      <input
        type="search"
        aria-label={`Find or go to a rule of ${table} ${chain}`}
        placeholder="Find or go to rule…"
        aria-invalid={missing}
        value={words}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setWords(event.target.value);
          setMissing(false);
        }}
        onKeyDown={go}
      />
      <span>{missing ? 'none' : rules.toLocaleString('en')}</span>
    </label>
  );
}

/** Selects the next rule, or the one before, from the selected one on; answers whether there is one. */
function selectNext({ table, chain }: MapCard, words: string, by: 1 | -1): boolean {
  const { current } = useWorkspace.getState();
  const rules = (current && findChain(current, { table, chain })?.rules) ?? [];
  const { selected, select } = useSelection.getState();
  const here = selected?.kind === 'rule' ? rules.findIndex(({ id }) => id === selected.id) : -1;
  const low = words.toLowerCase();
  const isNumber = /^\d+$/.test(words);
  const order = rules.map((_, at) => (here + by * (at + 1) + 2 * rules.length) % rules.length);
  const found =
    words === ''
      ? undefined
      : isNumber && Number(words) >= 1 && Number(words) <= rules.length
        ? Number(words) - 1
        : order.find((at) => rules[at]?.text.toLowerCase().includes(low));
  const rule = found === undefined ? undefined : rules[found];
  if (rule) select({ kind: 'rule', table, chain, id: rule.id });
  return rule !== undefined;
}
