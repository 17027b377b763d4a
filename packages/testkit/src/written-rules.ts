import {
  BUILTIN_KINDS,
  MATCHES,
  TARGETS,
  type AnyKind,
  type Family,
  type ModuleDefinition,
  type OptionDefinition,
  type TableName,
} from '@sluice/netfilter';
import * as fc from 'fast-check';

/** A rule as somebody might write it, right or nearly right: words as the program would get them, without `-A CHAIN`. */
export interface WrittenRule {
  readonly table: TableName;
  readonly words: readonly string[];
}

/**
 * Rules made from the definitions: every module with any of its options, in any spelling, with values that its kinds
 * take and with near misses, in the wrong order, without what they need.
 */
export function anyWrittenRule(family: Family, modules: readonly ModuleDefinition[]): fc.Arbitrary<WrittenRule> {
  return fc.constantFrom(...modules).chain((module) =>
    fc
      .record({
        head: headWords(family, module),
        use: useWords(family, module),
        more: often(15, useWords(family, fromList(MATCHES, 'comment'))),
        target: module.type === 'match' ? often(50, fc.constantFrom(['-j', 'ACCEPT'], ['-j', 'LOG'], [])) : nothing,
        isEarly: mostly(fc.constant(false), fc.constant(true)),
      })
      .map(({ head, use, more, target, isEarly }) => ({
        table: tableOf(module),
        words: isEarly ? [...use, ...head, ...more, ...target] : [...head, ...more, ...use, ...target],
      })),
  );
}

const nothing = fc.constant<readonly string[]>([]);

function fromList(list: readonly ModuleDefinition[], name: string): ModuleDefinition {
  const found = list.find((each) => each.name === name);
  if (!found) throw new Error(`no module ${name}`);
  return found;
}

/** Something, with this chance in percent. */
function often(chance: number, some: fc.Arbitrary<readonly string[]>): fc.Arbitrary<readonly string[]> {
  return fc.oneof({ arbitrary: some, weight: chance }, { arbitrary: nothing, weight: 100 - chance });
}

function tableOf(module: ModuleDefinition): TableName {
  return module.place?.([])?.tables?.[0] ?? 'filter';
}

/** What stands before modules: mostly the protocol that the module wants. */
function headWords(family: Family, module: ModuleDefinition): fc.Arbitrary<readonly string[]> {
  const { protocols = ['tcp'] } = module;
  const right = fc.constantFrom(...protocols).map((name) => ['-p', name]);
  const any = option('-p', fc.constantFrom('TCP', 'udp', '6', 'all', '0', 'icmp', '256', 'sctp', 'nosuch'));
  const protocol = module.protocols ? often(95, mostly(right, any)) : often(20, mostly(right, any));
  const address = values(BUILTIN_KINDS.address, family).map(([word = '']) => word);
  const name = values(BUILTIN_KINDS.interface, family).map(([word = '']) => word);
  const parts = [
    protocol,
    often(15, option('-s', address)),
    often(10, option('-d', address)),
    often(10, option('-i', name)),
    often(5, option('-o', name)),
  ];
  return fc.tuple(...parts).map((found) => found.flat());
}

function option(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  return fc.tuple(bang(true), value).map(([negation, word]) => [...negation, name, word]);
}

/** Mostly the first. */
function mostly<T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: other, weight: 1 });
}

function bang(negatable: boolean): fc.Arbitrary<readonly string[]> {
  return often(negatable ? 20 : 2, fc.constant(['!']));
}

/** `-m NAME` or `-j NAME` with some options: those that it must have, mostly, and some that it may have. */
function useWords(family: Family, module: ModuleDefinition): fc.Arbitrary<readonly string[]> {
  const letter = module.type === 'match' ? '-m' : '-j';
  const needed = (module.requires ?? []).map((group) => fc.constantFrom(...group));
  const optional = module.options.length > 0 ? fc.array(fc.constantFrom(...module.options), { maxLength: 3 }) : nothing;
  const rewrites = Object.keys(module.rewrites ?? {});
  return fc
    .record({
      needed: mostly(fc.tuple(...needed), fc.constant<string[]>([])),
      optional: optional as fc.Arbitrary<readonly OptionDefinition[]>,
      rewrites: rewrites.length > 0 ? often(40, fc.array(fc.constantFrom(...rewrites), { maxLength: 1 })) : nothing,
    })
    .chain((chosen) => {
      const must = chosen.needed.flatMap((name) => module.options.find(({ names }) => names.includes(name)) ?? []);
      const options = [...must, ...chosen.optional.filter((each) => !must.includes(each))];
      const words = [
        ...options.map((each) => optionWords(family, each)),
        ...chosen.rewrites.map((name) => rewriteWords(module, name)),
      ];
      return fc.tuple(...words).map((found) => [letter, module.name, ...found.flat()]);
    });
}

function optionWords(
  family: Family,
  { names, kind, negatable = false }: OptionDefinition,
): fc.Arbitrary<readonly string[]> {
  return fc
    .tuple(bang(negatable), mostly(fc.constantFrom(...names), shortened(names[0])), values(kind, family))
    .map(([negation, name, words]) => [...negation, name, ...words]);
}

function rewriteWords(module: ModuleDefinition, name: string): fc.Arbitrary<readonly string[]> {
  const rewrite = module.rewrites?.[name];
  const count = rewrite?.words ?? 0;
  const fitting = POOL.filter((word) => rewrite?.to([word, word].slice(0, count)) !== null);
  const word = mostly(fc.constantFrom(...(fitting.length > 0 ? fitting : POOL)), anyWord);
  return fc
    .tuple(bang(rewrite?.negatable ?? false), fc.array(word, { minLength: count, maxLength: count }))
    .map(([negation, words]) => [...negation, name, ...words]);
}

function shortened(name: string): fc.Arbitrary<string> {
  return fc.integer({ min: 4, max: Math.max(4, name.length) }).map((length) => name.slice(0, length));
}

/** Words of every kind that there is. Which of them a kind takes, it says itself. */
const POOL: readonly string[] = [
  ...String.raw`
    0 1 2 7 8 15 16 31 32 63 64 100 128 255 256 1000 65535 65536 0x0 0x1 0x10 0xff 0xffff 0xffffffff 017
    4294967295 4294967296 18446744073709551615 0.5 0.33 1.0 1e-3 1.5
    1:5 5:1 0:65535 :10 10: 1-5 5-1 3-3 1024:65535 0x1/0xff 1/1 0x10/0xf0 1/0
    10.0.0.1 192.0.2.7/24 192.0.2.1-192.0.2.9 10.1 255.255.255.0 0.0.0.0 192.0.2.1:80 :80-90
    2001:db8::1 2001:DB8::7/32 2001:db8::1-2001:db8::9 :: [2001:db8::1]:80 ::1 fe80::/10 00:11:22:33:44:55
    eth0 eth+ + lo ssh http domain 22,80 80,443,1000:2000 tcp udp icmp TCP SYN SYN,ACK ALL NONE FIN,SYN,RST,ACK
    src dst src,dst srcip srcip,dstport in out root all any both bm kmp 1:f a:b EF AF11
    5/min 5/minute 10/s 1/day 10000/s 3/hour 512kb/s 1mb/s
    08:00 23:59:59 2026-01-02 2026-01-02T03:04:05 Mon Mon,Tue Sa,Su 1,15,31
    x name foo,bar a"b a\b it's ä %s $x #x 0&0xff=1 0>>22&0x3C@0=0x16 |0d0a|
  `
    .trim()
    .split(/\s+/),
  'a b',
  'x'.repeat(15),
  'x'.repeat(31),
];

const anyWord = fc.constantFrom(...POOL);

const parsed = new Map<string, readonly (readonly string[])[]>();
const keys = new Map<AnyKind, number>();

/** Words that the kind takes, and sometimes words that it may not. */
function values(kind: AnyKind, family: Family): fc.Arbitrary<readonly string[]> {
  if (kind.words === 0) return nothing;
  const known = mostly(
    fc.constantFrom(...fittingWords(kind, family)),
    fc.array(anyWord, { minLength: kind.words, maxLength: kind.words }),
  );
  return mostly(
    known,
    fc.tuple(known, anyChange).map(([words, change]) => words.map(change)),
  );
}

function fittingWords(kind: AnyKind, family: Family): readonly (readonly string[])[] {
  const number = keys.get(kind) ?? keys.size;
  keys.set(kind, number);
  const key = `${family} ${number}`;
  const found = parsed.get(key);
  if (found) return found;
  const choices = wordsKnownTo(kind);
  const lists = choices.flatMap((word, at) => [word, word.toLowerCase(), `${word},${choices[at + 1] ?? word}`]);
  const words = [...POOL, ...lists];
  const tuples = kind.words === 1 ? words.map((word) => [word]) : words.flatMap((a) => POOL.map((b) => [a, b]));
  const fitting = tuples.filter((each) => kind.parse(each, family).ok);
  const made = fitting.length > 0 ? fitting : [['x', 'x'].slice(0, kind.words)];
  parsed.set(key, made);
  return made;
}

function wordsKnownTo({ asks = [] }: AnyKind): readonly string[] {
  return asks.flatMap((ask) => {
    if (ask.by === 'line') return Array.isArray(ask.offers) ? (ask.offers as readonly string[]) : [];
    return ask.by === 'amount' ? [] : ask.of;
  });
}

/** A small change to a word: what a hasty hand does. */
const anyChange: fc.Arbitrary<(word: string) => string> = fc
  .tuple(fc.constantFrom('drop', 'double', 'upper', 'lower', 'add', 'blank', 'zero', 'cut'), fc.nat({ max: 20 }))
  .map(([how, at]) => (word: string) => {
    const place = word.length === 0 ? 0 : at % word.length;
    switch (how) {
      case 'drop':
        return word.slice(0, place) + word.slice(place + 1);
      case 'double':
        return word.slice(0, place) + word.slice(place, place + 1) + word.slice(place);
      case 'upper':
        return word.toUpperCase();
      case 'lower':
        return word.toLowerCase();
      case 'add':
        return word + (POOL[at] ?? '');
      case 'blank':
        return ` ${word}`;
      case 'zero':
        return `0${word}`;
      case 'cut':
        return word.slice(0, place);
    }
  });

/** The modules of a family, but for those that need more of a host than its kernel. */
export function modulesOf(family: Family, without: readonly string[]): readonly ModuleDefinition[] {
  return [...MATCHES, ...TARGETS].filter(
    ({ name, families }) => families?.includes(family) !== false && !without.includes(name),
  );
}
