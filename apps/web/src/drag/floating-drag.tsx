import { placedRules } from '@sluice/draft';
import { findChain, type Rule, type Ruleset } from '@sluice/netfilter';
import { GripVertical } from 'lucide-react';
import { createPortal } from 'react-dom';
import { useDrag } from '../state/drag.ts';
import { sourceWords, type DragSource } from '../state/drop-verdict.ts';
import { useWorkspace } from '../state/workspace.ts';
import { RuleLine } from '../ui/rule-line.tsx';
import './ghost.css';

/** What every view has while something is dragged: the ghost at the pointer, and the words for a reader. */
export function FloatingDrag() {
  const source = useDrag((state) => state.source);
  const byPointer = useDrag((state) => state.by === 'pointer');
  return (
    <>
      {source && byPointer && <Ghost source={source} />}
      <Announcer />
    </>
  );
}

const GHOST_ROWS = 3;

function Ghost(props: { readonly source: DragSource }) {
  const { source } = props;
  const { x, y } = useDrag((state) => state.pointer);
  const refusal = useDrag((state) => state.refusal);
  const copy = useDrag((state) => state.copy);
  const current = useWorkspace((state) => state.current);
  const rules = ghostRules(current, source);
  const isChain = (name: string) =>
    current !== null && findChain(current, { table: source.table, chain: name }) !== undefined;
  return createPortal(
    <div className="ghost" style={{ translate: `${x + 8}px ${y + 8}px` }} data-table={source.table} aria-hidden="true">
      <div className="ghost-card">
        <header className="ghost-head">
          <GripVertical />
          <b>{source.kind === 'chain' ? source.chain : ghostTitle(source, copy)}</b>
          {source.kind === 'chain' && <span>{rulesWords(current, source)}</span>}
        </header>
        {rules.map((rule) => (
          <div key={rule.id} className="ghost-row">
            <RuleLine rule={rule} isChain={isChain} />
          </div>
        ))}
      </div>
      {refusal && <p className="ghost-refusal">{refusal.why}</p>}
    </div>,
    document.body,
  );
}

function ghostTitle(source: DragSource, copy: boolean): string {
  return source.kind === 'port' ? 'Call another chain' : `${copy ? 'Copy' : 'Move'} ${sourceWords(source)}`;
}

function ghostRules(current: Ruleset | null, source: DragSource): readonly Rule[] {
  const rules = (current && findChain(current, source)?.rules) ?? [];
  if (source.kind === 'port') return rules.filter(({ id }) => id === source.id);
  if (source.kind === 'chain' || !current) return rules.slice(0, GHOST_ROWS);
  return placedRules(current, source.rules.slice(0, GHOST_ROWS)).map(({ rule }) => rule);
}

function rulesWords(current: Ruleset | null, source: DragSource): string {
  const count = (current && findChain(current, source)?.rules.length) ?? 0;
  return `${count} ${count === 1 ? 'rule' : 'rules'}`;
}

/** Says for a screen reader where a drop would go. */
function Announcer() {
  const said = useDrag((state) => state.said);
  return (
    <output className="unseen" aria-live="assertive">
      {said}
    </output>
  );
}
