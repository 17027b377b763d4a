import type { OptionUse } from '../rule.ts';
import { ok, refuse } from '../result.ts';
import { defineMatch, type OptionDefinition, type OptionProblem, type Place } from './definition.ts';
import type { AnyKind, Kind } from './kind.ts';
import { flag } from './kinds/flag.ts';
import { hostMask } from './kinds/host-mask.ts';
import { number } from './kinds/number.ts';
import { protocol } from './kinds/protocol.ts';
import { choice } from './kinds/words.ts';
import { INBOUND, OUTBOUND } from './places.ts';

const U32 = 0xffff_ffff;

/** How many transformations the kernel compares. */
const MOST_ELEMENTS = 4;

const HEADER = ['--dir', '--pol', '--strict'];
const ELEMENT = ['--reqid', '--spi', '--proto', '--mode', '--tunnel-dst', '--tunnel-src'];

const IPSEC_PROTOCOLS = ['esp', 'ah', 'ipcomp'];

/** A protocol of IPsec. */
const ipsecProtocol: Kind<string> = {
  ...protocol,
  asks: [{ by: 'one', of: IPSEC_PROTOCOLS }],
  like: IPSEC_PROTOCOLS,
  parse(words, family) {
    const [word = ''] = words;
    const found = protocol.parse(words, family);
    const isIpsec = found.ok && IPSEC_PROTOCOLS.includes(found.value);
    // Unlike after -p, case matters.
    return isIpsec && word === word.toLowerCase()
      ? ok(found.value)
      : refuse({ found: word, want: 'ah, esp or ipcomp' });
  },
};

/** The options between two `--next`. */
function elementsOf(options: readonly OptionUse[]): readonly (readonly OptionUse[])[] {
  const elements: OptionUse[][] = [[]];
  for (const use of options) {
    if (use.name === '--next') elements.push([]);
    else if (!HEADER.includes(use.name)) elements.at(-1)?.push(use);
  }
  return elements;
}

const inOrder = (options: readonly OptionUse[], names: readonly string[]): readonly OptionUse[] =>
  options.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));

/** The whole policy first, then each element in the tool's order; without a policy there are none. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  const header = options.filter(({ name }) => HEADER.includes(name));
  const policy = header.find(({ name }) => name === '--pol') ?? { name: '--pol', negated: false, values: ['ipsec'] };
  const first = inOrder([...header.filter((use) => use !== policy), policy], HEADER);
  if (policy.values[0] === 'none') return first;
  const elements = elementsOf(options).map((element) => inOrder(element, ELEMENT));
  const next: OptionUse = { name: '--next', negated: false, values: [] };
  return [...first, ...elements.flatMap((element, at) => (at === 0 ? element : [next, ...element]))];
}

const firstRepeated = (options: readonly OptionUse[]): OptionUse | undefined =>
  options.find(({ name }, at) => options.findIndex((each) => each.name === name) < at);

function elementProblem(element: readonly OptionUse[], isStrict: boolean): OptionProblem | null {
  const repeated = firstRepeated(element);
  if (repeated) return { option: repeated.name, found: repeated.values.join(' '), want: 'each option once' };
  if (isStrict && element.length === 0) {
    return { option: '--strict', found: 'an empty element', want: 'at least one option for each element' };
  }
  const mode = element.find(({ name }) => name === '--mode');
  const isTunnel = mode !== undefined && (mode.values[0] === 'tunnel') !== mode.negated;
  const end = element.find(({ name }) => name.startsWith('--tunnel-'));
  return end && !isTunnel ? { option: end.name, found: end.values.join(' '), want: '--mode tunnel with it' } : null;
}

function problem(options: readonly OptionUse[]): OptionProblem | null {
  const header = options.filter(({ name }) => HEADER.includes(name));
  const repeated = firstRepeated(header);
  if (repeated) return { option: repeated.name, found: repeated.values.join(' '), want: 'each option once' };
  const has = (name: string): boolean => options.some((use) => use.name === name);
  const isStrict = has('--strict');
  const elements = elementsOf(options);
  if (options.some(({ name, values }) => name === '--pol' && values[0] === 'none') && isStrict) {
    return { option: '--pol', found: 'none', want: 'no --strict with it' };
  }
  if (has('--next') && !isStrict) return { option: '--next', found: 'it', want: '--strict with it' };
  if (elements.length > MOST_ELEMENTS) {
    return { option: '--next', found: String(elements.length), want: `at most ${MOST_ELEMENTS} elements` };
  }
  for (const element of elements) {
    const found = elementProblem(element, isStrict);
    if (found) return found;
  }
  return null;
}

function place(options: readonly OptionUse[]): Place | null {
  const direction = options.find(({ name }) => name === '--dir')?.values[0];
  return direction === undefined ? null : { hooks: direction === 'in' ? INBOUND : OUTBOUND };
}

function part(name: string, kind: AnyKind, reads: string, readsNot: string): OptionDefinition {
  return { names: [name], kind, negatable: true, label: name.slice(2), reads, readsNot };
}

/** `-m policy`: by which IPsec policy the packet came or will go. */
export const policy = defineMatch({
  name: 'policy',
  help: 'By which IPsec policy the packet came or will go',
  requires: [['--dir']],
  keepsOrder: true,
  completes: asStored,
  problem,
  place,
  options: [
    {
      names: ['--dir'],
      title: 'Direction',
      kind: choice({ of: ['in', 'out'], case: 'exact' }),
      label: 'policy',
      reads: '',
    },
    {
      names: ['--pol'],
      title: 'IPsec',
      kind: choice({ of: ['none', 'ipsec'], case: 'exact', readings: { none: 'no', ipsec: 'an' } }),
      reads: 'under {} IPsec policy',
    },
    { names: ['--strict'], kind: flag, detail: true, reads: 'matched as a whole' },
    part('--reqid', number({ max: U32 }), 'with request id {}', 'with another request id than {}'),
    part('--spi', number({ max: U32, hex: true }), 'with SPI {}', 'with another SPI than {}'),
    part('--proto', ipsecProtocol, 'by {}', 'not by {}'),
    part('--mode', choice({ of: ['transport', 'tunnel'], case: 'exact' }), 'in {} mode', 'in another mode than {}'),
    part('--tunnel-dst', hostMask({ length: 'whenNeeded' }), 'to {}', 'not to {}'),
    part('--tunnel-src', hostMask({ length: 'whenNeeded' }), 'from {}', 'not from {}'),
    { names: ['--next'], title: 'Then the next transformation', kind: flag, detail: true, reads: 'then' },
  ],
});
