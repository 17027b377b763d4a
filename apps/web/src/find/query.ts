import { readOrdinal, readPrefix, type Family, type Rule } from '@sluice/netfilter';

/** What a person looks for, understood. */
export interface Query {
  /** How it was understood, where that is not plain. */
  readonly reading: string | null;
  /** Marks the words in a text. */
  readonly marker: RegExp;
  readonly hitsRule: (rule: Pick<Rule, 'text'>, chain: string) => boolean;
  readonly hitsChain: (name: string) => boolean;
}

type Test = (text: string) => boolean;

/**
 * Understands what was typed: a port, an address, `field:value`, or words as they stand in the rule; null when nothing was
 * typed. Rules are tested by their text, which every rule has: the words of 56,000 rules need not be understood for it.
 */
export function readQuery(typed: string): Query | null {
  const words = typed.trim();
  if (words === '') return null;
  const fields = readFields(words);
  if (fields) return fields;
  const marker = markerOf(words);
  const literal = testOf(marker);
  const chainTest = (name: string): boolean => literal(name);
  if (isPort(words)) {
    const inRange = portTest(words);
    return {
      reading: 'reads as a port',
      marker,
      hitsRule: ({ text }) => literal(text) || inRange(text),
      hitsChain: chainTest,
    };
  }
  const contains = addressTest(words);
  if (contains) {
    const reading = words.includes('/') ? 'reads as a network' : 'reads as an address';
    return { reading, marker, hitsRule: ({ text }) => literal(text) || contains(text), hitsChain: chainTest };
  }
  if (words.startsWith('-A ')) {
    return {
      reading: 'reads as a line',
      marker,
      hitsRule: ({ text }, chain) => literal(`-A ${chain} ${text}`),
      hitsChain: () => false,
    };
  }
  return { reading: null, marker, hitsRule: ({ text }) => literal(text), hitsChain: chainTest };
}

/** The fields that a person can name, with an example of each for the help below the search. */
export const FIELDS = {
  port: { example: 'port:22', test: (value: string): Test => (isPort(value) ? portTest(value) : never) },
  addr: {
    example: 'addr:10.0.0.7',
    test: (value: string): Test => addressTest(value) ?? within(/(?:-[sd]|--\S+) (\S+)/g, value),
  },
  if: { example: 'if:eth0', test: interfaceTest },
  set: { example: 'set:blocked', test: (value: string): Test => within(/--(?:match|add|del|map)-set (\S+)/g, value) },
  comment: { example: 'comment:ssh', test: (value: string): Test => within(/--comment ("(?:\\.|[^"])*"|\S+)/g, value) },
  target: { example: 'target:DROP', test: (value: string): Test => within(/(?:^| )-[jg] (\S+)/g, value) },
} as const;

/** `port:22 if:eth0`: every field must hit. */
function readFields(words: string): Query | null {
  const parts = words.split(/\s+/).map((part) => /^(\w+):(.+)$/.exec(part));
  const tests: Test[] = [];
  const values: string[] = [];
  for (const part of parts) {
    const [, name = '', value = ''] = part ?? [];
    if (!isField(name)) return null;
    tests.push(FIELDS[name].test(value));
    values.push(value);
  }
  return {
    reading: values.length === 1 ? null : 'all of these',
    marker: markerOf(...values),
    hitsRule: ({ text }) => tests.every((test) => test(text)),
    hitsChain: never,
  };
}

function isField(name: string): name is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, name);
}

function never(): boolean {
  return false;
}

/** A number that can be a port is looked for as a whole number, and an address as a whole address. */
function markerOf(...words: readonly string[]): RegExp {
  const literals = words.map((word) => {
    const literal = word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    if (isPort(word)) return `(?<!\\d)${literal}(?!\\d)`;
    const family = familyOf(word);
    if (family === null) return literal;
    return family === 'ipv4' ? `(?<![\\w.])${literal}(?!\\w)` : `(?<![\\w:])${literal}(?![\\w:])`;
  });
  return new RegExp(literals.join('|'), 'gi');
}

function testOf(marker: RegExp): Test {
  const once = new RegExp(marker, 'i');
  return (text) => once.test(text);
}

function isPort(words: string): boolean {
  return /^\d{1,5}$/.test(words) && Number(words) <= 65_535;
}

const PORTS = /--(?:[sd]ports?|ports|to-ports) (\S+)/g;

/** Whether a port option names the port, or a range that holds it. */
function portTest(words: string): Test {
  const port = Number(words);
  return (text) =>
    valuesOf(text, PORTS).some((list) =>
      list.split(',').some((item) => {
        const [from, to = from] = item.split(/[:-]/, 2).map(Number);
        return from !== undefined && to !== undefined && from <= port && port <= to;
      }),
    );
}

/** `eth+` in a rule stands for every name that begins so. */
function interfaceTest(name: string): Test {
  return (text) =>
    valuesOf(text, /(?:^| )(?:-[io]|--physdev-(?:in|out)) (\S+)/g).some((value) =>
      value.endsWith('+') ? name.startsWith(value.slice(0, -1)) : value.startsWith(name),
    );
}

function within(values: RegExp, wanted: string): Test {
  const low = wanted.toLowerCase();
  return (text) => valuesOf(text, values).some((value) => value.toLowerCase().includes(low));
}

function valuesOf(text: string, values: RegExp): readonly string[] {
  return Array.from(text.matchAll(values), (found) => found[1] ?? '');
}

const NETWORKS: Readonly<Record<Family, RegExp>> = {
  ipv4: /(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?(?![\w.])/g,
  ipv6: /(?<![\w:.])([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?:\/(\d{1,3}))?(?![\w:.])/gi,
};

/** `10.0.0.1-10.0.0.9`, as in `--src-range` and `--to-source`. */
const RANGES: Readonly<Record<Family, RegExp>> = {
  ipv4: /(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})-(\d{1,3}(?:\.\d{1,3}){3})(?![\w.])/g,
  ipv6: /(?<![\w:.])([0-9a-f]*(?::[0-9a-f]{0,4}){2,7})-([0-9a-f]*(?::[0-9a-f]{0,4}){2,7})(?![\w:.])/gi,
};

/** The family of an address or network; null for what is neither. */
function familyOf(words: string): Family | null {
  const family: Family = words.includes(':') ? 'ipv6' : 'ipv4';
  const form = family === 'ipv4' ? /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/ : /^[0-9a-f]*:[0-9a-f:]+(\/\d+)?$/i;
  return form.test(words) && readPrefix(words.replace(/\/.*/, ''), family).ok ? family : null;
}

/**
 * Whether a rule names a network or a range that holds this address or network; null for what is none. Everything holds
 * all: not asked.
 */
function addressTest(words: string): Test | null {
  const family = familyOf(words);
  if (family === null) return null;
  const whole = family === 'ipv4' ? 32 : 128;
  const [address = '', length = String(whole)] = words.split('/');
  const masked = new Map<number, string>();
  const maskedBy = (bits: number): string => {
    const known = masked.get(bits);
    if (known !== undefined) return known;
    const read = readPrefix(`${address}/${bits}`, family);
    const made = read.ok ? read.value.address : '';
    masked.set(bits, made);
    return made;
  };
  return (text) => {
    for (const [, network = '', bits = String(whole)] of text.matchAll(NETWORKS[family])) {
      const wide = Number(bits);
      if (wide > 0 && wide <= Number(length) && maskedBy(wide) === network.toLowerCase()) return true;
    }
    return !words.includes('/') && isInRange(text, address, family);
  };
}

function isInRange(text: string, address: string, family: Family): boolean {
  if (!text.includes('-range') && !text.includes('--to-')) return false;
  const wanted = readOrdinal(address, family);
  return Array.from(text.matchAll(RANGES[family])).some(([, first = '', last = '']) => {
    const [from, to] = [readOrdinal(first, family), readOrdinal(last, family)];
    return wanted !== undefined && from !== undefined && to !== undefined && from <= wanted && wanted <= to;
  });
}
