import type { EditedSet } from '@sluice/draft';
import { findSetType, setOption, type IpSet } from '@sluice/netfilter';
import { Trash2, Undo2, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { allSetUses, openSet, type SetUseOfFamily } from '../state/host-sets.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { count, FAMILY_NAMES } from '../shell/words.ts';
import { Button as UiButton, IconButton } from '../ui/button.tsx';
import { Pill } from '../ui/pill.tsx';
import { destroySet } from './edit-sets.ts';
import { SetMembers } from './set-members.tsx';
import './sets.css';

/** Everything about one set: what it is, who is in it, which rules ask it. */
export function SetInspector(props: { readonly set: EditedSet }) {
  const { set } = props;
  const type = findSetType(set.type);
  return (
    <>
      <header className="insp-head">
        <div className="insp-path">
          <span>Set of this host</span>
          <IconButton label="Close" onPress={() => openSet(null)}>
            <X />
          </IconButton>
        </div>
        <div className="insp-title">
          <h2 className="mono">{set.name}</h2>
          <Pill tone="grey">{set.type}</Pill>
          <Change set={set} />
        </div>
      </header>
      <div className="insp-form">
        <p className="insp-help">
          {type?.about ?? 'A set of a type that Sluice does not know'}. {optionsWords(set)}
        </p>
        <SetUses name={set.name} />
        <Destroy set={set} />
      </div>
      <SetMembers set={set} />
    </>
  );
}

function Change(props: { readonly set: EditedSet }) {
  const { edit } = props.set;
  if (!edit) return null;
  if (edit.created) return <Pill tone="green">+ new</Pill>;
  return edit.destroyed ? <Pill tone="red">− goes</Pill> : <Pill tone="amber">~ changed</Pill>;
}

/** Sets that rules name stay. */
function Destroy(props: { readonly set: EditedSet }) {
  const { set } = props;
  useWorkspace((state) => state.slices);
  const used = allSetUses().some((use) => use.set === set.name);
  const goes = set.edit?.destroyed === true;
  if (used && !goes) return null;
  return (
    <div className="insp-actions">
      <UiButton look={goes ? 'plain' : 'danger'} onPress={() => destroySet(set)}>
        {goes ? <Undo2 size={14} /> : <Trash2 size={14} />}
        {goes ? 'Keep the set' : set.edit?.created ? 'Do not create it' : 'Destroy set'}
      </UiButton>
    </div>
  );
}

const HIDDEN = new Set(['family', 'hashsize', 'bucketsize', 'initval', 'timeout']);
const FLAGS: Readonly<Record<string, string>> = {
  counters: 'members count packets',
  comment: 'members can have a comment',
  skbinfo: 'members carry marks',
  forceadd: 'makes room when full',
};

/** What a set was made with, as far as a person cares. */
function optionsWords(set: IpSet): string {
  const family = setOption(set, 'family');
  const timeout = setOption(set, 'timeout');
  const said: string[] = [];
  if (family !== undefined) said.push(family === 'inet6' ? 'IPv6' : 'IPv4');
  if (timeout !== undefined)
    said.push(timeout === '0' ? 'members can have a timeout' : `members leave after ${timeout} s`);
  for (let at = 0; at < set.words.length; at++) {
    const word = set.words[at] ?? '';
    const flag = FLAGS[word];
    if (flag !== undefined) said.push(flag);
    else {
      const words = `${word} ${set.words[++at] ?? ''}`;
      if (!HIDDEN.has(word) && words !== 'maxelem 65536') said.push(words);
    }
  }
  return said.length === 0 ? '' : `${said.join(', ')}.`;
}

function SetUses(props: { readonly name: string }) {
  useWorkspace((state) => state.slices);
  const uses = allSetUses().filter(({ set }) => set === props.name);
  if (uses.length === 0) {
    return <p className="insp-warning">No rule names this set, so no packet is compared with it.</p>;
  }
  return (
    <div>
      <div className="ui-label">
        Used by <span className="ui-label-aside">{count(uses.length, 'rule')}</span>
      </div>
      <ul className="insp-callers" aria-label="Rules that use it">
        {uses.slice(0, MOST_USES).map((use) => (
          <li key={`${use.family} ${use.rule.id} ${use.how}`}>
            <Button onPress={() => goToUse(use)}>
              <span className="mono">
                {use.table} {use.chain}
              </span>
              rule {use.index + 1}
              <small>
                {use.how} · {FAMILY_NAMES[use.family]}
              </small>
            </Button>
          </li>
        ))}
      </ul>
      {uses.length > MOST_USES && <p className="insp-quiet">and {count(uses.length - MOST_USES, 'more rule')}</p>}
    </div>
  );
}

const MOST_USES = 50;

function goToUse({ family, table, chain, rule }: SetUseOfFamily): void {
  const { hostId, family: seen, open } = useWorkspace.getState();
  if (hostId !== null && family !== seen) open(hostId, family);
  useSelection.getState().select({ kind: 'rule', table, chain, id: rule.id }, { reveal: true });
}
