import { printSpec } from '@sluice/iptables';
import {
  below,
  callGraph,
  findChain,
  findTarget,
  ok,
  refuse,
  type Chain,
  type MatchUse,
  type Negatable,
  type Result,
  type RuleId,
  type RuleSpec,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { isGoto, isReturn, matchesAll } from './calls-and-returns.ts';
import { flushChain } from './chain-edits.ts';
import type { OrderRefusal } from './extract-rules.ts';
import { insertRules, placedRules, removeRules, type PlacedRule, type RuleRef } from './rule-edits.ts';
import type { Step } from './step.ts';

/**
 * Puts a chain's rules in the place of a rule that jumps to it, each with that rule's conditions; the chain goes when
 * nobody else calls it. Only where a packet then meets the same rules in the same order.
 */
export function inlineCall(ruleset: Ruleset, ref: RuleRef, newId: () => RuleId): Result<readonly Step[], OrderRefusal> {
  const [call] = placedRules(ruleset, [ref]);
  const { target } = call?.rule.spec ?? {};
  const callee = target && findChain(ruleset, { table: ref.table, chain: target.name });
  if (!call || !callee || callee.policy !== undefined) {
    return refuse({ code: 'noJump', message: 'Only a rule that jumps to a chain can be replaced by its rules.' });
  }
  const texts = inlinedTexts(ruleset, call, callee);
  if (!texts.ok) return texts;
  const rules = texts.value.map((text) => ({ id: newId(), text }));
  return ok([
    ...insertRules({ table: ref.table, chain: ref.chain, after: ref.id }, rules),
    ...removeRules(ruleset, [ref]),
    ...dropUncalled(ruleset, ref, callee.name),
  ]);
}

/** The chain, when the one call was its only one. */
function dropUncalled(ruleset: Ruleset, { table }: RuleRef, chain: string): readonly Step[] {
  const callers = callGraph(ruleset, table).callersOf.get(chain) ?? [];
  if (callers.length > 1) return [];
  return [...flushChain(ruleset, { table, chain }), { type: 'removeChain', table, chain }];
}

function inlinedTexts(ruleset: Ruleset, call: PlacedRule, callee: Chain): Result<readonly string[], OrderRefusal> {
  const { spec } = call.rule;
  const body = withoutLastReturn(callee).map((rule) => rule.spec);
  const refusal = flowRefusal(call, callee.name, body) ?? conditionRefusal(ruleset, call, body);
  if (refusal) return refuse(refusal);
  const texts: string[] = [];
  for (const [at, own] of body.entries()) {
    const both = joinConditions(spec, own);
    if (typeof both === 'string') {
      const message = `The call and rule ${at + 1} of ${callee.name} both test ${both}; one rule cannot test it twice.`;
      return refuse({ code: 'clash', message });
    }
    texts.push(printSpec(both, { family: ruleset.family }));
  }
  return ok(texts);
}

/** A last rule that returns every packet does what the end of the chain does. */
function withoutLastReturn({ rules }: Chain): Chain['rules'] {
  const last = rules.at(-1);
  return last && isReturn(last.spec) && matchesAll(last.spec) ? rules.slice(0, -1) : rules;
}

function flowRefusal(call: PlacedRule, callee: string, body: readonly RuleSpec[]): OrderRefusal | null {
  if (isGoto(call.rule.spec)) {
    const message = `The rule goes to ${callee} and never comes back to ${call.chain}; the rules themselves would.`;
    return { code: 'goto', message };
  }
  const returning = body.findIndex(isReturn);
  if (returning >= 0) {
    const message = `Rule ${returning + 1} of ${callee} returns to ${call.chain}; standing there it would leave ${call.chain}.`;
    return { code: 'return', message };
  }
  const going = body.findIndex(isGoto);
  if (going >= 0) {
    const message = `Rule ${going + 1} of ${callee} goes on with goto and comes back to ${call.chain}; standing there it would not.`;
    return { code: 'goto', message };
  }
  return null;
}

/** Tests of what no rule of the chain changes, and which give the same answer however often they are asked. */
const STEADY_MATCHES: ReadonlySet<string> = new Set([
  'comment',
  'tcp',
  'udp',
  'udplite',
  'sctp',
  'dccp',
  'multiport',
  'icmp',
  'icmp6',
  'icmpv6',
  'conntrack',
  'state',
  'addrtype',
  'iprange',
  'mac',
  'owner',
  'pkttype',
  'physdev',
]);

/** Targets behind which a packet goes on with the addresses, ports and connection that it had. */
const HARMLESS_TARGETS: ReadonlySet<string> = new Set([
  'LOG',
  'NFLOG',
  'ULOG',
  'AUDIT',
  'TRACE',
  'MARK',
  'CONNMARK',
  'CLASSIFY',
  'SET',
  'TEE',
  'TOS',
  'DSCP',
  'TTL',
  'HL',
  'TCPMSS',
  'CHECKSUM',
]);

/** The call asks its conditions once, the rules in its place would each ask them: the answer must stay the same. */
function conditionRefusal(ruleset: Ruleset, call: PlacedRule, body: readonly RuleSpec[]): OrderRefusal | null {
  const { spec } = call.rule;
  if (matchesAll(spec)) return null;
  const moody = spec.matches.find(({ module }) => !STEADY_MATCHES.has(module));
  if (moody) {
    const message = `The call tests -m ${moody.module}, which may answer otherwise when each rule asks it again.`;
    return { code: 'condition', message };
  }
  const changing = body.slice(0, -1).flatMap((own) => changingTarget(ruleset, call.table, own) ?? [])[0];
  if (changing === undefined) return null;
  return {
    code: 'changes',
    message: `${changing} may change what the call tests, and the rules behind it would test that.`,
  };
}

/** A target that this rule can come to, itself or by calls, and that may change what conditions look at. */
function changingTarget(ruleset: Ruleset, table: TableName, { target }: RuleSpec): string | undefined {
  if (!target) return undefined;
  if (!findChain(ruleset, { table, chain: target.name })) return isHarmless(target.name) ? undefined : target.name;
  const reached = [...below(callGraph(ruleset, table), target.name)];
  return reached
    .flatMap((chain) => findChain(ruleset, { table, chain })?.rules ?? [])
    .flatMap((rule) => rule.spec.target?.name ?? [])
    .find((name) => !findChain(ruleset, { table, chain: name }) && !isHarmless(name));
}

function isHarmless(target: string): boolean {
  return HARMLESS_TARGETS.has(target) || findTarget(target)?.ends === true;
}

/** One rule with the conditions of both, the call's first; or what both test, in words. */
function joinConditions(call: RuleSpec, own: RuleSpec): RuleSpec | string {
  const clash = FIELDS.find(({ name }) => differs(call[name], own[name]));
  if (clash) return clash.words;
  const twice = own.matches.find((match) => call.matches.some((other) => clashes(other, match)));
  if (twice) return `-m ${twice.module}`;
  const kept = call.matches.filter((match) => !own.matches.some(({ module }) => module === match.module));
  const { target: _jump, ...conditions } = call;
  return { ...conditions, ...own, matches: [...kept, ...own.matches] };
}

const FIELDS = [
  { name: 'source', words: 'the source' },
  { name: 'destination', words: 'the destination' },
  { name: 'inInterface', words: 'the incoming interface' },
  { name: 'outInterface', words: 'the outgoing interface' },
  { name: 'protocol', words: 'the protocol' },
  { name: 'fragment', words: 'fragments' },
] as const;

function differs(one: Negatable<unknown> | undefined, other: Negatable<unknown> | undefined): boolean {
  return one !== undefined && other !== undefined && (one.negated !== other.negated || one.value !== other.value);
}

/** The same module with other options. A comment tests nothing: the rule's own is the one to keep. */
function clashes(one: MatchUse, other: MatchUse): boolean {
  if (one.module !== other.module || one.module === 'comment') return false;
  return JSON.stringify(one.options) !== JSON.stringify(other.options);
}
