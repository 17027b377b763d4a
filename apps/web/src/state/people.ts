import type { Person } from '@sluice/protocol';
import { create } from 'zustand';
import { say } from './announcer.ts';

/** Who else looks at a host now, as the server last told. */
export interface PeopleState {
  readonly host: string | null;
  readonly people: readonly Person[];
}

/** The others, as a store. */
export const usePeople = create<PeopleState>()(() => ({ host: null, people: [] }));

/** Takes what the server told; who came and who left is said aloud, but not who was there before the person. */
export function receivePeople(host: string, people: readonly Person[]): void {
  const before = usePeople.getState();
  usePeople.setState({ host, people });
  if (before.host !== host) return;
  const came = people.filter((person) => !before.people.some((other) => isSame(person, other)));
  const left = before.people.filter((person) => !people.some((other) => isSame(person, other)));
  const words = [
    ...came.map((person) => `${nameOf(person)} is here too.`),
    ...left.map((person) => `${nameOf(person)} left.`),
  ];
  if (words.length > 0) say(words.join(' '));
}

function isSame(one: Person, other: Person): boolean {
  return one.name === other.name && one.address === other.address;
}

/** Whom a person without a name is called. */
export function nameOf({ name, address }: Person): string {
  return name === '' ? `Somebody at ${address}` : name;
}
