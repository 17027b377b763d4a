import { ok, refuse } from '../result.ts';
import { defineTarget } from './definition.ts';
import type { Kind } from './kind.ts';
import { OUTBOUND } from './places.ts';

/** `MAJOR:MINOR` in hexadecimal; the tool keeps sixteen bits of each. */
const trafficClass: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['1:10'],
  parse([word = '']) {
    const parts = /^(?:0x)?([0-9a-f]{1,8}):(?:0x)?([0-9a-f]{1,8})$/i.exec(word);
    if (!parts) return refuse({ found: word, want: 'a traffic class like 1:10, both parts in hexadecimal' });
    const [major, minor] = parts.slice(1).map((part) => part.toLowerCase().slice(-4).padStart(4, '0'));
    return ok(`${major}:${minor}`);
  },
  print: (value) => [value],
  read: (value) => value,
};

/** `-j CLASSIFY`: puts the packet into a class of traffic control. */
export const CLASSIFY = defineTarget({
  name: 'CLASSIFY',
  help: 'Puts the packet into a class of traffic control',
  requires: [['--set-class']],
  outcome: 'other',
  ends: false,
  reads: 'is put into a traffic class',
  options: [{ names: ['--set-class'], title: 'Class', kind: trafficClass, label: 'class', reads: ': {}' }],
  place: () => ({ hooks: OUTBOUND }),
});
