import { memo } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { NodeProps } from '@xyflow/react';
import { FoundCount } from '../find/found-count.tsx';
import { useFoundIn } from '../find/use-found-in.ts';
import { count } from '../shell/words.ts';
import { useView } from '../state/view.ts';
import { useWay } from '../state/way.ts';
import { targetTone } from '../ui/rule-line.tsx';
import type { GroupCard } from '../projection/model.ts';
import type { GroupNode as Node } from './flow-nodes.ts';
import { GroupList } from './group-list.tsx';
import './group.css';

/** Many chains as one card: how many, and what their rules do. A press shows them by name. */
export const GroupNode = memo(function GroupNode({ data }: NodeProps<Node>) {
  const { group } = data;
  const dimmed = useView(({ hiddenTables }) => hiddenTables.has(group.table));
  const off = useWay(({ way }) => way !== null);
  const found = useFoundIn(group.members);
  const words = `${count(group.members.length, 'chain')} · ${count(group.rules, 'rule')}`;
  return (
    <article
      className={`group${off ? ' group-off-way' : ''}${dimmed ? ' card-dimmed' : ''}${found === null ? '' : ' card-hit'}`}
      data-table={group.table}
      title={`${group.table} / ${group.label}, ${words}`}
    >
      <DialogTrigger>
        <Button
          className="group-open"
          aria-label={`${group.table} ${group.label}, ${words}${found === null ? '' : `, ${found} found`}. Show the chains`}
        >
          <span className="group-name">
            {group.label}
            {found !== null && (
              <span className="card-marks">
                <FoundCount count={found} />
              </span>
            )}
          </span>
          <span className="group-words">{words}</span>
          <Mix group={group} />
        </Button>
        <Popover className="ui-popover group-popover" placement="right top" offset={8}>
          <Dialog className="group-dialog" aria-label={`Chains of ${group.label}`}>
            {({ close }) => <GroupList group={group} onDone={close} />}
          </Dialog>
        </Popover>
      </DialogTrigger>
      <i className="card-inlet target" data-handleid="inlet" data-handlepos="left" />
      <i className="card-foot source" data-handleid="hidden" data-handlepos="right" />
    </article>
  );
});

/** What the rules of a group do, as a strip with one part for each kind of target. */
function Mix(props: { readonly group: GroupCard }) {
  return (
    <span className="group-mix" aria-hidden="true">
      {props.group.mix.map(({ kind, rules }) => (
        <i key={kind} className={`group-${targetTone(kind)}`} style={{ flexGrow: rules }} />
      ))}
    </span>
  );
}
