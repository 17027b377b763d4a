import type { ConnectionState, Family, Ordinal, PacketField, Ruleset, ValueSet } from '@sluice/netfilter';
import type { Side } from './box.ts';
import { InterfaceOrder, interfacesOf } from './interface-order.ts';
import { normalSpans, subtractSpans, type Spans } from './spans.ts';

/** Stands for a packet that has no such thing, as an ICMP packet has no ports: tests are not met, negated or not. */
export const NONE = -1;

const NOTHING: Spans = [[NONE, NONE]];
const EITHER: Spans = [[0, 1]];

/** What a side is about. */
export type SideMeaning =
  | { readonly kind: 'field'; readonly field: PacketField; readonly version: number }
  /** A test that is not understood, by its words. Equal words have equal answers. */
  | { readonly kind: 'words'; readonly words: string };

/** The states of a connection, one of which each packet has. As numbers they also say whether each end is translated. */
export const STATES = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'] as const;
const STATE_SETS: readonly (readonly ConnectionState[])[] = STATES.flatMap((state) => [
  [state],
  [state, 'SNAT'],
  [state, 'DNAT'],
  [state, 'SNAT', 'DNAT'],
]) as readonly (readonly ConnectionState[])[];
const DIRECTIONS: readonly ('ORIGINAL' | 'REPLY')[] = ['ORIGINAL', 'REPLY'];

/** The most bits of a field whose patterns of bits are written out as values. */
const FEW = 255;

const U32 = 0xffff_ffff;
const U128 = (1n << 128n) - 1n;

/**
 * The packets that the rules of one ruleset can tell from each other, as a space: each field that is understood is a side
 * with numbers on it, each test that is not is a side with yes and no. A field that a target has changed is another side
 * from then on, so that nothing is believed of its new value.
 */
export class PacketSpace {
  readonly family: Family;
  readonly interfaces: InterfaceOrder;
  readonly #sides = new Map<string, Side>();
  readonly #meanings: SideMeaning[] = [];
  readonly #domains: Spans[] = [];

  constructor(ruleset: Ruleset) {
    this.family = ruleset.family;
    this.interfaces = new InterfaceOrder(interfacesOf(ruleset));
  }

  /** The side of a field in this version. */
  sideOfField(field: PacketField, version: number): Side {
    return this.#side(`${field} ${version}`, { kind: 'field', field, version });
  }

  /** The side of a test that is not understood. */
  sideOfWords(words: string, version: number): Side {
    return this.#side(`? ${words} ${version}`, { kind: 'words', words });
  }

  /** All values of a side. */
  readonly all = (side: Side): Spans => {
    const domain = this.#domains[side];
    if (!domain) throw new Error(`no side ${side}`);
    return domain;
  };

  /** What the side is about. */
  meaning(side: Side): SideMeaning {
    const meaning = this.#meanings[side];
    if (!meaning) throw new Error(`no side ${side}`);
    return meaning;
  }

  #side(key: string, meaning: SideMeaning): Side {
    const known = this.#sides.get(key);
    if (known !== undefined) return known;
    const side = this.#meanings.length;
    this.#sides.set(key, side);
    this.#meanings.push(meaning);
    this.#domains.push(meaning.kind === 'words' ? EITHER : this.#domain(meaning.field));
    return side;
  }

  #domain(field: PacketField): Spans {
    const proper = this.#values(field) ?? EITHER;
    return CAN_LACK.has(field) ? normalSpans([...NOTHING, ...proper]) : proper;
  }

  /** The values of a field that are something; undefined where they are no numbers. */
  #values(field: PacketField): Spans | undefined {
    switch (field) {
      case 'source':
      case 'destination':
        return this.family === 'ipv4' ? [[0, U32]] : [[0n, U128]];
      case 'inInterface':
      case 'outInterface':
        return this.interfaces.all;
      case 'sourcePort':
      case 'destinationPort':
      case 'icmp':
        return [[0, 65_535]];
      case 'protocol':
      case 'hopLimit':
      case 'tos':
        return [[0, 255]];
      case 'tcpFlags':
        return [[0, 63]];
      case 'fragment':
        return [[0, 1]];
      case 'mark':
      case 'connectionMark':
      case 'length':
        return [[0, U32]];
      case 'states':
        return [[0, STATE_SETS.length - 1]];
      case 'direction':
        return [[0, DIRECTIONS.length - 1]];
      case 'mac':
      case 'originalSource':
      case 'originalDestination':
      case 'originalSourcePort':
      case 'originalDestinationPort':
        return undefined;
    }
  }

  /** The values of a field that meet a test, or with `negated` those that do not; undefined where they cannot be listed. */
  values(field: PacketField, set: ValueSet, negated: boolean): Spans | undefined {
    const all = this.#values(field);
    const named = all && this.#named(field, set);
    if (!named) return undefined;
    return negated ? subtractSpans(all, named) : named;
  }

  #named(field: PacketField, set: ValueSet): Spans | undefined {
    switch (set.kind) {
      case 'spans':
        return normalSpans(set.spans);
      case 'name':
        return this.interfaces.covered(set.pattern);
      case 'words':
        return indexesOf(field === 'states' ? STATE_SETS : DIRECTIONS.map((each) => [each]), set.words);
      case 'bits':
        return bitValues(set.mask, set.value, this.#values(field)?.[0]?.[1] ?? U32);
    }
  }
}

/** The interface of a packet that has not been routed, or was made here: none. */
export const NO_LINK: Spans = [[0, 0]];

/** So many numbers on the side of the states belong to each of NEW, ESTABLISHED, RELATED, INVALID and UNTRACKED; the first is untranslated. */
export const STATE_WIDTH = 4;

/** The direction that a number on its side stands for. */
export function directionOf(value: Ordinal): 'ORIGINAL' | 'REPLY' | undefined {
  return DIRECTIONS[Number(value)];
}

/** The answer yes. */
export const IS_MET: Spans = [[1, 1]];

const CAN_LACK: ReadonlySet<PacketField> = new Set([
  'sourcePort',
  'destinationPort',
  'icmp',
  'tcpFlags',
  'connectionMark',
  'direction',
]);

function indexesOf(sets: readonly (readonly string[])[], words: readonly string[]): Spans {
  return normalSpans(sets.flatMap((set, at): Spans => (set.some((word) => words.includes(word)) ? [[at, at]] : [])));
}

/** The numbers whose bits are like these: a few, one, or all that begin alike. */
function bitValues(mask: Ordinal, value: Ordinal, most: Ordinal): Spans | undefined {
  if (most <= FEW) {
    const [bits, wanted] = [Number(mask), Number(value)];
    const all = Array.from({ length: Number(most) + 1 }, (_, at) => at);
    return normalSpans(all.flatMap((at): Spans => ((at & bits) === wanted ? [[at, at]] : [])));
  }
  const [counted, wanted, whole] = [BigInt(mask), BigInt(value), BigInt(most)];
  if ((counted & wanted) !== wanted) return [];
  const open = whole & ~counted;
  // Only a mask whose open bits are the last ones is a range.
  if ((open & (open + 1n)) !== 0n) return undefined;
  const [from, to] = [wanted, wanted | open];
  return typeof most === 'bigint' ? [[from, to]] : [[Number(from), Number(to)]];
}
