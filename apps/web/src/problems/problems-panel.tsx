import { SEVERITIES, SEVERITY_WORDS, type Finding, type Severity } from '@sluice/analysis';
import type { Host } from '@sluice/protocol';
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Inspector } from '../inspector/inspector.tsx';
import { InspectorPanel } from '../inspector/inspector-panel.tsx';
import { useDrawer } from '../state/drawer.ts';
import { listedBy, useProblems, type ProblemFilter, type ProblemsState } from '../state/problems.ts';
import { useSelection, type Selected, type SelectionState } from '../state/selection.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { ProblemItem } from './problem-item.tsx';
import { ProblemsFoot } from './problems-foot.tsx';
import './problems.css';

/** Right of the map: what is wrong with the rules; the inspector, once something else is selected to be read or edited. */
export function ProblemsPanel(props: { readonly host: Host | undefined }) {
  const state = useProblems();
  const elsewhere = useSelection((selection) => isElsewhere(selection, state));
  const listed = useMemo(() => listedBy(state.filter, state), [state]);
  if (elsewhere) return <Inspector host={props.host} />;
  return (
    <InspectorPanel label="Problems" wide>
      <PanelHead />
      <div className="problems-scroll">
        {listed.length === 0 && <p className="problems-none">{noneWords(state.filter, state.at !== null)}</p>}
        {SEVERITIES.map((severity) => (
          <Group key={severity} severity={severity} all={listed} host={props.host} />
        ))}
      </div>
      <ProblemsFoot />
    </InspectorPanel>
  );
}

/** A person selected another rule than the one whose problem is looked at, or begins to edit it. */
function isElsewhere(
  { selected, editField }: SelectionState,
  { findings, selected: id, beside }: ProblemsState,
): boolean {
  if (!selected) return false;
  if (editField !== null) return true;
  const finding = findings.find((each) => each.id === id);
  if (!finding) return beside === null || !isSame(selected, beside);
  const { rule, chain, because } = finding;
  if (selected.kind === 'rule') return ![rule, ...because].some((mention) => mention?.id === selected.id);
  return selected.chain !== chain.chain || selected.table !== chain.table;
}

function isSame(one: Selected, other: Selected): boolean {
  const rule = one.kind === 'rule' ? one.id : null;
  return one.table === other.table && one.chain === other.chain && rule === (other.kind === 'rule' ? other.id : null);
}

function PanelHead() {
  const { findings, ignored, fresh, filter } = useProblems();
  const open = listedBy('all', { findings, ignored, fresh });
  const count = (which: ProblemFilter): number => listedBy(which, { findings, ignored, fresh }).length;
  return (
    <header className="problems-head">
      <h2>Problems</h2>
      {SEVERITIES.map((severity) => {
        const many = open.filter((each) => each.severity === severity).length;
        return (
          many > 0 && (
            <span key={severity} className={`problems-count problems-count-${severity}`}>
              {many}
              <span className="unseen"> {SEVERITY_WORDS[severity].toLowerCase()}</span>
            </span>
          )
        );
      })}
      <span className="problems-space" />
      <Segmented
        label="Which problems"
        size="small"
        value={filter}
        options={[
          { id: 'all', name: 'All' },
          { id: 'draft', name: count('draft') > 0 ? `From this draft ${count('draft')}` : 'From this draft' },
          { id: 'ignored', name: count('ignored') > 0 ? `Ignored ${count('ignored')}` : 'Ignored' },
        ]}
        onChange={(which) => useProblems.getState().filterBy(which)}
      />
      <IconButton label="Close" keys="Escape" onPress={() => useDrawer.getState().close()}>
        <X />
      </IconButton>
    </header>
  );
}

/** More than these of a kind are shown when they are asked for. */
const MOST_OF_KIND = 100;

function Group(props: {
  readonly severity: Severity;
  readonly all: readonly Finding[];
  readonly host: Host | undefined;
}) {
  const { severity, all } = props;
  const [whole, setWhole] = useState(false);
  const selected = useProblems((state) => state.selected);
  const own = all.filter((each) => each.severity === severity);
  if (own.length === 0) return null;
  const shown = whole ? own : own.filter(({ id }, at) => at < MOST_OF_KIND || id === selected);
  // The tab key comes to one of all: the others are reached by the arrows.
  const stop = all.find(({ id }) => id === selected) ?? all[0];
  return (
    <section className="problems-group" aria-label={SEVERITY_WORDS[severity]}>
      <h3>
        {SEVERITY_WORDS[severity]}
        <span>{own.length}</span>
      </h3>
      <ul>
        {shown.map((finding) => (
          <ProblemItem key={finding.id} finding={finding} host={props.host} inTabOrder={finding === stop} />
        ))}
      </ul>
      {shown.length < own.length && (
        <Button look="link" onPress={() => setWhole(true)}>
          {`Show ${own.length - shown.length} more`}
        </Button>
      )}
    </section>
  );
}

function noneWords(filter: ProblemFilter, isKnown: boolean): string {
  if (!isKnown) return 'Looking through the rules…';
  if (filter === 'draft') return 'The draft brings no problem.';
  if (filter === 'ignored') return 'No problem is ignored.';
  return 'No problem was found in these rules.';
}
