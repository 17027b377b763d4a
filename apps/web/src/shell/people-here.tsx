import type { Person } from '@sluice/protocol';
import { Users } from 'lucide-react';
import { nameOf, usePeople } from '../state/people.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Tip } from '../ui/tip.tsx';
import { count, FAMILY_NAMES } from './words.ts';

/** Who else looks at this host and edits the same draft; nothing while the person is alone. */
export function PeopleHere() {
  const hostId = useWorkspace((state) => state.hostId);
  const people = usePeople((state) => (state.host === hostId ? state.people : NOBODY));
  if (people.length === 0) return null;
  return (
    <Tip text={`${people.map(personWords).join('. ')}. You edit the same draft.`}>
      <Button look="quiet" size="small" aria-label={`${count(people.length, 'other')} here`}>
        <Users size={15} />
        {people.length}
      </Button>
    </Tip>
  );
}

const NOBODY: readonly Person[] = [];

function personWords(person: Person): string {
  const where = person.families.map((family) => FAMILY_NAMES[family]).join(' and ');
  const from = person.name === '' ? '' : ` from ${person.address}`;
  return `${nameOf(person)}${from} looks at ${where}`;
}
