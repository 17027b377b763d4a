import type { EditedSet } from '@sluice/draft';
import { elementOf, findSetType } from '@sluice/netfilter';
import { Plus, Undo2, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Button } from '../ui/button.tsx';
import { takeFocus } from '../ui/field.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import { addMembers, keepMembers, readMembers, removeMembers } from './edit-sets.ts';
import { MembersField } from './members-field.tsx';
import { membersWords } from './set-list.tsx';

/** Height of a member's line (sets.css). */
const LINE = 26;

/** Who is in a set, with what the draft adds and takes; more can be typed or pasted. */
export function SetMembers(props: { readonly set: EditedSet }) {
  const { set } = props;
  const [filter, setFilter] = useState('');
  const [adding, setAdding] = useState(false);
  const lines = useMemo(() => linesOf(set), [set]);
  const wanted = filter.trim().toLowerCase();
  const found = wanted === '' ? lines : lines.filter(({ member }) => member.toLowerCase().includes(wanted));
  const fixed = set.edit?.destroyed === true || !findSetType(set.type);
  return (
    <section className="sets-members" aria-label="Members">
      <h3 className="insp-label">
        Members, {membersWords(set.members.length)}
        {!fixed && !adding && (
          <Button size="small" look="quiet" onPress={() => setAdding(true)}>
            <Plus size={13} />
            Add members
          </Button>
        )}
      </h3>
      {adding && <AddMembers set={set} onClose={() => setAdding(false)} />}
      {lines.length > 10 && (
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
      {found.length === 0 && lines.length > 0 && <p className="insp-quiet">No member has “{filter}” in it.</p>}
      <VirtualList
        label={`Members of ${set.name}`}
        className="sets-scroll"
        count={found.length}
        size={LINE}
        name={(index) => `${found[index]?.change ?? ''} ${found[index]?.member ?? ''}`}
      >
        {(index) => {
          const line = found[index];
          return line && <MemberLine set={set} line={line} fixed={fixed} />;
        }}
      </VirtualList>
    </section>
  );
}

interface Line {
  readonly member: string;
  readonly change: 'same' | 'added' | 'removed';
}

/** Beyond this many, ordering them would be felt. */
const ORDERED_UP_TO = 20_000;
const order = new Intl.Collator('en', { numeric: true });

/** The kernel gives them in no order, and a person looks for one. What the draft touches comes first. */
function linesOf({ members, edit }: EditedSet): readonly Line[] {
  const come = new Set(edit?.added.map(elementOf));
  const gone = edit?.removed.filter((member) => !come.has(elementOf(member))) ?? [];
  const stay = members.filter((member) => !come.has(elementOf(member)));
  const inOrder = stay.length > ORDERED_UP_TO ? stay : stay.toSorted(order.compare);
  return [
    ...(edit?.added ?? []).map((member) => ({ member, change: 'added' as const })),
    ...gone.map((member) => ({ member, change: 'removed' as const })),
    ...inOrder.map((member) => ({ member, change: 'same' as const })),
  ];
}

const SIGNS = { same: '', added: '+', removed: '−' } as const;

function MemberLine(props: { readonly set: EditedSet; readonly line: Line; readonly fixed: boolean }) {
  const { set, line, fixed } = props;
  const { member, change } = line;
  const element = elementOf(member);
  const gone = change === 'removed';
  return (
    <div className={`sets-member sets-member-${change}`}>
      {change !== 'same' && <i aria-label={change}>{SIGNS[change]}</i>}
      <span className="mono">{element}</span>
      <small>{memberNote(member.slice(element.length + 1))}</small>
      {!fixed && (
        <AriaButton
          aria-label={gone ? `Keep ${element}` : `Remove ${element}`}
          onPress={() => (gone ? keepMembers(set, [member]) : removeMembers(set, [member]))}
        >
          {gone ? <Undo2 /> : <X />}
        </AriaButton>
      )}
    </div>
  );
}

function AddMembers(props: { readonly set: EditedSet; readonly onClose: () => void }) {
  const { set, onClose } = props;
  const [typed, setTyped] = useState('');
  const { members, faults } = readMembers(set, typed);
  const ready = members.length > 0 && faults.length === 0;
  return (
    <form
      className="sets-adding"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && addMembers(set, members)) onClose();
      }}
    >
      <MembersField
        label="New members"
        example={findSetType(set.type)?.example ?? ''}
        value={typed}
        onChange={setTyped}
        faults={faults}
        found={members.length}
        inputRef={takeFocus}
      />
      <div className="sets-adding-buttons">
        <Button size="small" onPress={onClose}>
          Cancel
        </Button>
        <Button size="small" type="submit" look="primary" isDisabled={!ready}>
          Add
        </Button>
      </div>
    </form>
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
