import { setsOfRule, type IpSet, type Rule } from '@sluice/netfilter';
import { Button } from 'react-aria-components';
import { openSet, useHostSets, useSets } from '../state/host-sets.ts';
import { Pill } from '../ui/pill.tsx';
import { membersWords } from './set-list.tsx';
import './sets.css';

/** How many members are named at once. */
const FIRST = 5;

/** The sets that a rule asks or changes: what they are and who is first in them. Nothing for most rules. */
export function SetsOfRule(props: { readonly rule: Rule }) {
  const sets = useSets();
  const absent = useHostSets((state) => state.absent);
  const names = [...new Set(setsOfRule(props.rule).map(({ set }) => set))];
  if (names.length === 0) return null;
  return (
    <section className="insp-form sets-rule" aria-label="Sets of this rule">
      {names.map((name) => {
        const set = sets.find((one) => one.name === name);
        if (set) return <SetGlance key={name} set={set} />;
        return (
          <p key={name} className="insp-warning">
            {absent ?? `This host has no set ${name}. A rule that names it is refused.`}
          </p>
        );
      })}
    </section>
  );
}

function SetGlance(props: { readonly set: IpSet }) {
  const { name, type, members } = props.set;
  const rest = members.length - FIRST;
  return (
    <div className="sets-glance">
      <Button onPress={() => openSet(name)} aria-label={`Open the set ${name}`}>
        <span className="mono">{name}</span>
        <Pill tone="grey">{type}</Pill>
        <small>{membersWords(members.length)}</small>
      </Button>
      {members.length > 0 && (
        <p className="mono">
          {members
            .slice(0, FIRST)
            .map((member) => member.split(' ')[0])
            .join(', ')}
          {rest > 0 && ` and ${rest.toLocaleString('en')} more`}
        </p>
      )}
    </div>
  );
}
