import type { OptionUse } from '../rule.ts';
import { ok, refuse } from '../result.ts';
import type { PacketChange } from '../packet/packet.ts';
import { defineTarget, type OptionDefinition } from './definition.ts';
import type { Kind } from './kind.ts';
import { flag } from './kinds/flag.ts';
import { readNumber } from './kinds/number.ts';
import { text } from './kinds/text.ts';
import { wordList } from './kinds/words.ts';

const EVENTS = [
  'new',
  'related',
  'destroy',
  'reply',
  'assured',
  'protoinfo',
  'helper',
  'mark',
  'natseqinfo',
  'secmark',
];
const name = text({ quoting: 'never', min: 1, max: 31 });

/** A zone's number, or `mark` to take it from the packet's mark. */
const zoneId: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['1', 'mark'],
  parse([word = '']) {
    const value = readNumber(word);
    if (word !== 'mark' && (value === undefined || value > 65_535)) {
      return refuse({ found: word, want: 'a zone from 0 to 65535, or mark' });
    }
    return ok(value === undefined ? word : String(value));
  },
  print: (value) => [value],
  read: (value) => value,
};

function zone(option: string, which: string): OptionDefinition {
  return { names: [option], kind: zoneId, label: 'zone', reads: `in${which} zone {}` };
}

const ZONES = ['--zone-orig', '--zone-reply', '--zone'];

/** Of several zones the last counts, unless one is `mark`; both directions together are one zone for all. */
function withOneZone(options: readonly OptionUse[]): readonly OptionUse[] {
  const zones = options.filter((use) => ZONES.includes(use.name));
  const last = zones.at(-1);
  if (!last || zones.length === 1) return options;
  const [isOrig, isReply] = ['--zone-orig', '--zone-reply'].map((each) => zones.some((use) => use.name === each));
  const direction = isOrig === isReply ? '--zone' : isOrig === true ? '--zone-orig' : '--zone-reply';
  const { values } = zones.find((use) => use.values[0] === 'mark') ?? last;
  const others = options.filter((use) => !ZONES.includes(use.name));
  return [...others, { name: direction, negated: false, values }];
}

const UNTRACKED: PacketChange = { states: ['UNTRACKED'], direction: null, connectionMark: null };

/** `-j CT`: how connection tracking treats the packet. */
export const CT = defineTarget({
  name: 'CT',
  help: 'How connection tracking treats the packet: helper, zone, timeout, or not at all',
  completes: withOneZone,
  outcome: 'other',
  ends: false,
  writes: ['states', 'direction'],
  alters: ({ has }) => (has('--notrack') ? UNTRACKED : {}),
  tracks: (options) => options.some(({ name: option }) => option.startsWith('--zone') || option === '--helper'),
  reads: 'is tracked as told',
  options: [
    {
      names: ['--notrack'],
      title: 'Do not track it at all',
      kind: flag,
      label: 'notrack',
      reads: 'or rather not at all',
    },
    {
      names: ['--helper'],
      kind: name,
      label: 'helper',
      reads: 'with the helper {}',
    },
    { names: ['--timeout'], kind: name, reads: 'with the timeouts {}' },
    { names: ['--ctevents'], kind: wordList(EVENTS), reads: 'reporting {}' },
    { names: ['--expevents'], kind: wordList(['new']), reads: 'reporting expected connections that are {}' },
    zone('--zone-orig', ' (original direction)'),
    zone('--zone-reply', ' (reply direction)'),
    zone('--zone', ''),
  ],
  place: () => ({ tables: ['raw'] }),
});

/** `-j NOTRACK`: leaves the packet out of connection tracking. */
export const NOTRACK = defineTarget({
  name: 'NOTRACK',
  help: 'Leaves the packet out of connection tracking',
  outcome: 'other',
  ends: false,
  writes: ['states', 'direction'],
  alters: () => UNTRACKED,
  reads: 'is left out of connection tracking',
  options: [],
  place: () => ({ tables: ['raw'] }),
});
