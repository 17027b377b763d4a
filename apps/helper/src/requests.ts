import { MOST_CHARACTERS } from '@sluice/iptables';
import { FAMILIES, isTableName, type Family, type TableName } from '@sluice/netfilter';
import {
  HELPER_VERBS,
  type CounterReset,
  type FamilyTarget,
  type HelperCalls,
  type HelperVerb,
  type SetsTarget,
} from '@sluice/protocol/helper';
import { bad, describe, exactly, hash, isObject, type Members } from './request-members.ts';
import { setsTarget } from './set-requests.ts';

/** A request whose verb and parameters have been checked, whatever was sent. */
export type CheckedRequest = {
  [V in HelperVerb]: { readonly id: number; readonly verb: V; readonly params: HelperCalls[V]['params'] };
}[HelperVerb];

const CHANGE_ID = /^[0-9a-z-]{4,40}$/;
const MAX_NAME = 256;
const MAX_TEXT = 48 * 1024 * 1024;

/** The shortest and the longest window of a change, in seconds. */
export const WINDOW = { shortest: 5, longest: 3600 } as const;

/** The number that an answer must carry; null when the message is no request at all. */
export function requestNumber(message: unknown): number | null {
  if (!isObject(message)) return null;
  const { id } = message;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}

/** Checks a message from outside, member by member. Refuses with `badRequest`. */
export function checkRequest(message: unknown): CheckedRequest {
  const id = requestNumber(message);
  if (id === null || !isObject(message)) throw bad('a request needs a number');
  const { verb, params } = exactly(message, ['id', 'verb', 'params']);
  if (!isVerb(verb)) throw bad(`there is no verb ${describe(verb)}`);
  if (!isObject(params)) throw bad('params must be an object');
  return { id, verb, params: CHECKS[verb](params) } as CheckedRequest;
}

const CHECKS: { readonly [V in HelperVerb]: (params: Members) => HelperCalls[V]['params'] } = {
  read: nothing,
  status: nothing,
  sets: nothing,
  counters: ofFamily,
  connections: ofFamily,
  resetCounters: (params) => {
    const given = exactly(params, ['family', 'base', 'scope']);
    return { family: family(given['family']), base: hash(given['base'], 'base'), scope: scope(given['scope']) };
  },
  dryRun: (params) => {
    const given = exactly(params, ['targets'], ['sets']);
    return { ...setsOf(given), targets: targets(given) };
  },
  apply: (params) => {
    const given = exactly(params, ['targets', 'seconds'], ['sets']);
    return { ...setsOf(given), targets: targets(given), seconds: seconds(given['seconds']) };
  },
  confirm: (params) => ({ id: changeId(exactly(params, ['id'])['id']) }),
  rollback: (params) => ({ id: changeId(exactly(params, ['id'])['id']) }),
  extend: (params) => {
    const given = exactly(params, ['id', 'seconds']);
    return { id: changeId(given['id']), seconds: seconds(given['seconds']) };
  },
  translate: (params) => {
    const given = exactly(params, ['family', 'table', 'chain', 'text']);
    const { text } = given;
    if (typeof text !== 'string' || text.length > MOST_CHARACTERS) throw bad('text must be a string of bounded length');
    return { family: family(given['family']), ...chainOf(given), text };
  },
  watch: (params) => {
    const { on, interval } = exactly(params, ['on', 'interval']);
    if (typeof on !== 'boolean') throw bad('on must be true or false');
    return { on, interval: whole(interval, 'interval', { least: 100, most: 60_000 }) };
  },
};

function nothing(params: Members): Record<string, never> {
  exactly(params, []);
  return {};
}

function ofFamily(params: Members): { readonly family: Family } {
  return { family: family(exactly(params, ['family'])['family']) };
}

function setsOf(given: Members): { readonly sets?: SetsTarget } {
  return given['sets'] === undefined ? {} : { sets: setsTarget(given['sets']) };
}

function targets({ targets: value, sets }: Members): readonly FamilyTarget[] {
  const least = sets === undefined ? 1 : 0;
  if (!Array.isArray(value) || value.length < least || value.length > FAMILIES.length) {
    throw bad('targets must name one family or both');
  }
  const checked = value.map(target);
  if (new Set(checked.map((one) => one.family)).size < checked.length) throw bad('targets must name a family once');
  return checked;
}

function target(value: unknown): FamilyTarget {
  if (!isObject(value)) throw bad('a target must be an object');
  const given = exactly(value, ['family', 'base', 'text'], ['planHash']);
  const { base, text, planHash } = given;
  if (typeof text !== 'string' || text.length > MAX_TEXT) throw bad('text must be a string of bounded length');
  const checked = { family: family(given['family']), base: hash(base, 'base'), text };
  return planHash === undefined ? checked : { ...checked, planHash: hash(planHash, 'planHash') };
}

function chainOf({ table, chain }: Members): { readonly table: TableName; readonly chain: string } {
  if (typeof chain !== 'string' || chain === '' || chain.length > MAX_NAME) {
    throw bad('chain must be a name of bounded length');
  }
  return { table: tableName(table), chain };
}

function tableName(value: unknown): TableName {
  if (typeof value === 'string' && isTableName(value)) return value;
  throw bad(`there is no table ${describe(value)}`);
}

function scope(value: unknown): CounterReset['scope'] {
  if (value === null) return null;
  if (!isObject(value)) throw bad('scope must be an object');
  const { table, chain, rule } = exactly(value, ['table', 'chain', 'rule']);
  if (chain !== null && (typeof chain !== 'string' || chain.length > MAX_NAME)) {
    throw bad('chain must be a name of bounded length, or null');
  }
  return {
    table: tableName(table),
    chain,
    rule: rule === null ? null : whole(rule, 'rule', { least: 1, most: 10_000_000 }),
  };
}

function family(value: unknown): Family {
  if (value === 'ipv4' || value === 'ipv6') return value;
  throw bad(`there is no family ${describe(value)}`);
}

function changeId(value: unknown): string {
  if (typeof value === 'string' && CHANGE_ID.test(value)) return value;
  throw bad('id must name a change');
}

function seconds(value: unknown): number {
  return whole(value, 'seconds', { least: WINDOW.shortest, most: WINDOW.longest });
}

function whole(
  value: unknown,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw bad(`${name} must be a whole number from ${least} to ${most}`);
}

function isVerb(value: unknown): value is HelperVerb {
  return typeof value === 'string' && (HELPER_VERBS as readonly string[]).includes(value);
}
