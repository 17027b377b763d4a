import {
  conditionsOf,
  findTableChain,
  findTarget,
  isHook,
  targetAct,
  writtenBy,
  type Chain,
  type Condition,
  type Hook,
  type PacketField,
  type Rule,
  type RulePlace,
  type Table,
  type TargetAct,
} from '@sluice/netfilter';
import { intersectBoxes, narrowed, WHOLE, type Box } from './box.ts';
import { IS_MET, NO_LINK, type PacketSpace } from './packet-space.ts';
import { subtractSpans } from './spans.ts';

/**
 * A rule at one place of the walk through a built-in chain: a chain that is called twice is visited twice. Visits are
 * numbered in the order in which the kernel comes by.
 */
export interface Visit {
  readonly position: number;
  readonly rule: Rule;
  readonly place: RulePlace;
  /** The call that led here; null in the built-in chain. */
  readonly caller: Visit | null;
  /** Packets that could match here if no rule before took them; a larger set where a test varies. Null for none. */
  readonly reach: Box | null;
  /** What is asked before a test whose asking leaves a trace; null when no test varies. */
  readonly asked: Box | null;
  /** `reach` is exactly what matches: no test on the way and here varies. */
  readonly exact: boolean;
  readonly does: Deed;
}

/** What a visit does to the packets that match. */
export type Deed =
  /** Ends the walk; rules with equal words do the same. */
  | { readonly kind: 'ends'; readonly verdict: string }
  /** Sends them on to where a chain ends. */
  | { readonly kind: 'skips'; readonly to: Scope }
  | { readonly kind: 'calls'; readonly chain: string }
  /** May end it or not, or gives them to a program. */
  | { readonly kind: 'unsure' }
  /** Goes on, with something done (a log, a mark), or nothing. */
  | { readonly kind: 'goesOn'; readonly effect: boolean };

/** A chain while it is walked through; `end` is the position behind its last rule. */
export interface Scope {
  end: number;
}

/** The walk through one built-in chain. */
export interface Walked {
  readonly chain: Chain;
  readonly hook: Hook;
  readonly visits: readonly Visit[];
  /** It was too long and is not here in full. */
  readonly isCut: boolean;
}

/** Visits every rule that packets of a built-in chain can come by. Gives up when there are more than `most`. */
export function walkThrough(space: PacketSpace, table: Table, chain: Chain, most: number): Walked {
  if (!isHook(chain.name)) throw new Error(`${chain.name} is no hook`);
  const walk = new Walk(space, table, most);
  walk.through(chain, { caller: null, reach: entry(space, chain.name), exact: true });
  return { chain, hook: chain.name, visits: walk.visits, isCut: walk.isCut };
}

/** Which interfaces a packet has: one that has not been routed goes out by none yet, one that is made here came in by none. */
const LINKS: Readonly<Record<Hook, Readonly<Partial<Record<'inInterface' | 'outInterface', 'some' | 'none'>>>>> = {
  PREROUTING: { inInterface: 'some', outInterface: 'none' },
  INPUT: { inInterface: 'some', outInterface: 'none' },
  FORWARD: { inInterface: 'some', outInterface: 'some' },
  OUTPUT: { inInterface: 'none', outInterface: 'some' },
  // It came in by one, or was made here.
  POSTROUTING: { outInterface: 'some' },
};

/** What comes into a hook. */
function entry(space: PacketSpace, hook: Hook): Box {
  let box = WHOLE;
  for (const field of ['inInterface', 'outInterface'] as const) {
    const has = LINKS[hook][field];
    const side = space.sideOfField(field, 0);
    const spans = has === 'some' ? subtractSpans(space.all(side), NO_LINK) : NO_LINK;
    if (has) box = narrowed(box, side, spans) ?? box;
  }
  return box;
}

interface Way {
  readonly caller: Visit | null;
  readonly reach: Box;
  readonly exact: boolean;
}

class Walk {
  readonly visits: Visit[] = [];
  isCut = false;
  readonly #space: PacketSpace;
  readonly #table: Table;
  readonly #most: number;
  readonly #open = new Set<string>();
  readonly #versions = new Map<PacketField, number>();
  #written = 0;

  constructor(space: PacketSpace, table: Table, most: number) {
    this.#space = space;
    this.#table = table;
    this.#most = most;
  }

  through(chain: Chain, way: Way): void {
    const scope: Scope = { end: 0 };
    this.#open.add(chain.name);
    for (const [index, rule] of chain.rules.entries()) {
      if (this.visits.length >= this.#most) this.isCut = true;
      if (this.isCut) break;
      this.#visit({ rule, place: { table: this.#table.name, chain: chain.name, index } }, way, scope);
    }
    this.#open.delete(chain.name);
    scope.end = this.visits.length;
  }

  #visit({ rule, place }: Pick<Visit, 'rule' | 'place'>, way: Way, scope: Scope): void {
    const read = this.#read(conditionsOf(rule.spec, this.#space.family));
    const reach = read.box && intersectBoxes(way.reach, read.box);
    const asked = read.asked && intersectBoxes(way.reach, read.asked);
    const exact = way.exact && !read.varies;
    const { target } = rule.spec;
    const callee = target && findTableChain(this.#table, target.name);
    const add = (does: Deed): Visit => {
      const visit = { position: this.visits.length, rule, place, caller: way.caller, reach, asked, exact, does };
      this.visits.push(visit);
      return visit;
    };
    if (callee) {
      const call = add({ kind: 'calls', chain: callee.name });
      // What leaves a chain that was gone to leaves this one as well.
      if (this.#open.has(callee.name)) this.isCut = true;
      else if (reach) this.through(callee, { caller: call, reach, exact });
      if (target.how === 'goto') add({ kind: 'skips', to: scope });
      return;
    }
    if (!target) return void add({ kind: 'goesOn', effect: false });
    const { does } = add(deedOf(targetAct(findTarget(target.name)), rule, scope));
    // What a rule that ends all its packets makes of them, no rule behind it sees.
    if (reach && does.kind !== 'ends') this.#write(writtenBy(target));
  }

  #write(fields: readonly PacketField[]): void {
    if (fields.length === 0) return;
    this.#written++;
    for (const field of fields) this.#versions.set(field, this.#written);
  }

  #read(conditions: readonly Condition[]): {
    readonly box: Box | null;
    readonly asked: Box | null;
    readonly varies: boolean;
  } {
    let box: Box | null = WHOLE;
    let asked: Box | null = null;
    for (const condition of conditions) {
      if (condition.kind === 'unknown' && condition.varies) asked ??= box;
      else box = box && this.#met(box, condition);
    }
    return { box, asked, varies: asked !== null };
  }

  /** The part of a box that meets a condition. */
  #met(box: Box, condition: Condition): Box | null {
    if (condition.kind === 'field') {
      const { fields, set, negated } = condition;
      const values = fields.map((field) => this.#space.values(field, set, negated));
      // One of several fields is enough, which no box can say; all of them must differ where it is negated.
      if (values.every((each) => each !== undefined) && (fields.length === 1 || negated)) {
        return values.reduce<Box | null>(
          (narrow, each, at) => narrow && narrowed(narrow, this.#sideOf(fields[at] as PacketField), each),
          box,
        );
      }
    }
    return narrowed(box, this.#space.sideOfWords(condition.words, this.#written), IS_MET);
  }

  #sideOf(field: PacketField): number {
    return this.#space.sideOfField(field, this.#versions.get(field) ?? 0);
  }
}

function deedOf(act: TargetAct, rule: Rule, scope: Scope): Deed {
  switch (act) {
    case 'ACCEPT':
    case 'DROP':
    case 'REJECT':
      return { kind: 'ends', verdict: verdictOf(rule) };
    case 'RETURN':
      return { kind: 'skips', to: scope };
    case 'CONTINUE':
      return { kind: 'goesOn', effect: true };
    case 'EITHER':
    case 'UNKNOWN':
      return { kind: 'unsure' };
  }
}

/** What a rule does in the end, in words that are equal when it is the same. */
function verdictOf({ spec }: Rule): string {
  const { name = '', options = [] } = spec.target ?? {};
  return [
    name,
    ...options.flatMap(({ name: option, negated, values }) => [negated ? '!' : '', option, ...values]),
  ].join(' ');
}
