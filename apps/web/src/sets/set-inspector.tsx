import { elementOf, findSetType, setOption, type IpSet } from '@sluice/netfilter';
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { allSetUses, openSet, type SetUseOfFamily } from '../state/host-sets.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { count, FAMILY_NAMES } from '../shell/words.ts';
import { IconButton } from '../ui/button.tsx';
import { Pill } from '../ui/pill.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import { membersWords } from './set-list.tsx';
import './sets.css';

/** Everything about one set: what it is, who is in it, which rules ask it. */
export function SetInspector(props: { readonly set: IpSet }) {
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
        </div>
      </header>
      <div className="insp-form">
        <p className="insp-help">
          {type?.about ?? 'A set of a type that Sluice does not know'}. {optionsWords(set)}
        </p>
        <SetUses name={set.name} />
      </div>
      <Members set={set} />
    </>
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

/** Height of a member's line (sets.css). */
const MEMBER = 26;

function Members(props: { readonly set: IpSet }) {
  const members = useMemo(() => inOrder(props.set.members), [props.set.members]);
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const found = wanted === '' ? members : members.filter((member) => member.toLowerCase().includes(wanted));
  return (
    <section className="sets-members" aria-label="Members">
      <h3 className="insp-label">
        Members<span>{membersWords(members.length)}</span>
      </h3>
      {members.length > 10 && (
        <input
          type="search"
          className="ui-input sets-filter"
          aria-label="Filter members"
          placeholder="Filter members"
          spellCheck={false}
          autoComplete="off"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      {found.length === 0 && members.length > 0 && <p className="insp-quiet">No member has “{filter}” in it.</p>}
      <VirtualList
        label={`Members of ${props.set.name}`}
        className="sets-scroll"
        count={found.length}
        size={() => MEMBER}
        name={(index) => elementOf(found[index] ?? '')}
      >
        {(index) => <Member member={found[index] ?? ''} />}
      </VirtualList>
    </section>
  );
}

/** Beyond this many, ordering them would be felt. */
const ORDERED_UP_TO = 20_000;
const order = new Intl.Collator('en', { numeric: true });

/** The kernel gives them in no order; a person looks for one. */
function inOrder(members: readonly string[]): readonly string[] {
  return members.length > ORDERED_UP_TO ? members : members.toSorted(order.compare);
}

function Member(props: { readonly member: string }) {
  const element = elementOf(props.member);
  return (
    <div className="sets-member">
      <span className="mono">{element}</span>
      <small>{memberNote(props.member.slice(element.length + 1))}</small>
    </div>
  );
}

/** `comment "mail" timeout 12` as a person reads it; the kernel's own words where they are not among these. */
export function memberNote(options: string): string {
  return options
    .replace(/timeout (\d+)/, (_, seconds: string) => (seconds === '0' ? 'for good' : `${seconds} s left`))
    .replace(/packets (\d+) bytes (\d+)/, '$1 packets, $2 bytes')
    .replace(/comment "([^"]*)"/, '“$1”')
    .replace('nomatch', 'except these');
}
