import { stagesOf } from '@sluice/netfilter';
import { useWorkspace } from '../state/workspace.ts';
import { TableMark } from '../ui/table-mark.tsx';

/** Everything that runs in OUTPUT, which has all tables, with the kernel's priorities. */
export function TableOrder() {
  const backend = useWorkspace((state) => state.backend) ?? 'nft';
  const stages = stagesOf('OUTPUT', backend).filter(({ kind }) => kind === 'table' || kind === 'conntrack');
  return (
    <ol className="tour-order" aria-label="What runs in OUTPUT, by priority">
      {stages.map((stage) => (
        <li key={stage.priority} className={stage.kind === 'table' ? '' : 'tour-tracking'}>
          {stage.kind === 'table' && <TableMark table={stage.table} />}
          {stage.kind === 'table' ? stage.table : 'conntrack'}
          <small>{String(stage.priority).replace('-', '−')}</small>
        </li>
      ))}
    </ol>
  );
}
