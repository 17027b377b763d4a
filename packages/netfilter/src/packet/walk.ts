import { findTarget } from '../extensions/registry.ts';
import type { TargetDefinition } from '../extensions/definition.ts';
import type { Rule, TargetUse } from '../rule.ts';
import { findTableChain, type Chain, type Policy, type RulePlace, type Table } from '../ruleset.ts';

/** How a walk through a built-in chain ends; `UNKNOWN`: something that we cannot ask decides, or the packet is taken away. */
export type Ending = 'ACCEPT' | 'DROP' | 'REJECT' | 'UNKNOWN';

/** A rule on the walk. */
export interface VisitedRule {
  readonly rule: Rule;
  readonly place: RulePlace;
}

/**
 * What walks: one packet, or a set of packets. The walk knows jump, goto, return and policy and nothing of packets; a
 * domain knows packets and nothing of chains.
 */
export interface Domain<S> {
  /** Which part of a state a rule takes and which goes on to the next rule; null for nothing. */
  test(visited: VisitedRule, at: S): { readonly taken: S | null; readonly passed: S | null };
  /** What is left of both. */
  join(one: S, other: S): S;
  /** All parts of `from` have come together again: none has ended in between. */
  whole(joined: S, from: S): S;
  /** What a target makes of the packets that go on after it. */
  alter(target: TargetUse, at: S, visited: VisitedRule): S;
  /** A part ends here: by a rule, or by the policy. */
  end(ending: Ending, at: S, by: VisitedRule | { readonly policy: Policy }): void;
}

/** What a target that is no chain does: ends, returns, goes on, or (where nobody can tell) may do either. */
export type TargetAct = Ending | 'RETURN' | 'CONTINUE' | 'EITHER';

/** What a target does to the walk. */
export function targetAct(definition: TargetDefinition | undefined): TargetAct {
  if (!definition || definition.mayEnd) return 'EITHER';
  if (!definition.ends) return 'CONTINUE';
  switch (definition.outcome) {
    case 'accept':
    case 'nat':
      return 'ACCEPT';
    case 'drop':
      return 'DROP';
    case 'reject':
      return 'REJECT';
    case 'return':
      return 'RETURN';
    case 'log':
    case 'other':
      return 'UNKNOWN';
  }
}

/**
 * Walks a built-in chain and all that it calls, as the kernel does. A chain without a policy (nobody has seen one) lets
 * through. A call that closes a circle, which no kernel would load, ends unknown.
 */
export function walkChain<S>(table: Table, chain: Chain, entry: S, domain: Domain<S>): void {
  const walk = new Walk(table, domain);
  const left = walk.through(chain, entry);
  const policy = chain.policy ?? 'ACCEPT';
  if (left !== null) domain.end(policy, left, { policy });
}

/** Holds what one walk is in the middle of: the chains that it has not left, and how often it ended. */
class Walk<S> {
  readonly #table: Table;
  readonly #domain: Domain<S>;
  readonly #open = new Set<string>();
  #endings = 0;

  constructor(table: Table, domain: Domain<S>) {
    this.#table = table;
    this.#domain = domain;
  }

  /** What leaves the chain at its end, by a return, or out of a chain that it goes to. */
  through(chain: Chain, entry: S): S | null {
    const before = this.#endings;
    this.#open.add(chain.name);
    let at: S | null = entry;
    let returned: S | null = null;
    for (const [index, rule] of chain.rules.entries()) {
      if (at === null) break;
      const step = this.#rule({ rule, place: { table: this.#table.name, chain: chain.name, index } }, at);
      at = step.on;
      returned = this.#both(returned, step.returned);
    }
    this.#open.delete(chain.name);
    const left = this.#both(at, returned);
    return left !== null && this.#endings === before ? this.#domain.whole(left, entry) : left;
  }

  #rule(visited: VisitedRule, at: S): { readonly on: S | null; readonly returned: S | null } {
    const { taken, passed } = this.#domain.test(visited, at);
    if (taken === null) return { on: passed, returned: null };
    const before = this.#endings;
    const done = this.#take(visited, taken);
    const on = this.#both(passed, done.on);
    const isWhole = on !== null && done.returned === null && this.#endings === before;
    return { on: isWhole ? this.#domain.whole(on, at) : on, returned: done.returned };
  }

  #take(visited: VisitedRule, taken: S): { readonly on: S | null; readonly returned: S | null } {
    const { target } = visited.rule.spec;
    if (!target) return { on: taken, returned: null };
    const callee = findTableChain(this.#table, target.name);
    if (callee) {
      if (this.#open.has(callee.name)) return this.#ended('UNKNOWN', taken, visited);
      const back = this.through(callee, taken);
      return target.how === 'goto' ? { on: null, returned: back } : { on: back, returned: null };
    }
    const act = targetAct(findTarget(target.name));
    switch (act) {
      case 'RETURN':
        return { on: null, returned: taken };
      case 'CONTINUE':
        return { on: this.#domain.alter(target, taken, visited), returned: null };
      case 'EITHER':
        this.#ended('UNKNOWN', taken, visited);
        return { on: this.#domain.alter(target, taken, visited), returned: null };
      case 'ACCEPT':
      case 'DROP':
      case 'REJECT':
      case 'UNKNOWN':
        return this.#ended(act, taken, visited);
    }
  }

  #ended(ending: Ending, at: S, visited: VisitedRule): { readonly on: null; readonly returned: null } {
    this.#endings++;
    this.#domain.end(ending, at, visited);
    return { on: null, returned: null };
  }

  #both(one: S | null, other: S | null): S | null {
    if (one === null) return other;
    return other === null ? one : this.#domain.join(one, other);
  }
}
