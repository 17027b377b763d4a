import { isTableName, type Family } from '@sluice/netfilter';
import type { AlienChain } from '@sluice/protocol/helper';
import { run } from './exec.ts';

/*
 * iptables-nft-save prints native nftables rules as something they are not, with exit status 0 (HOST-FACTS 0.4): a
 * block list becomes "drop everything". So what it prints is held against nft's own listing: a rule made only of
 * expressions that iptables-nft itself writes can be trusted, and every other one marks its chain.
 */

/** Chains of this family's iptables tables that hold what iptables cannot print, asked of nft now. */
export async function readAliens(family: Family, incompatible: readonly string[]): Promise<readonly AlienChain[]> {
  const nft = family === 'ipv4' ? 'ip' : 'ip6';
  const listing = await run({ program: 'nft', argv: ['-j', 'list', 'ruleset', nft], timeout: 20_000 });
  if (listing.exit !== 0) {
    return incompatible.map((table) => ({ table, chain: '*', reason: UNPRINTABLE }));
  }
  return findAliens(JSON.parse(listing.stdout.toString('utf8')), nft, incompatible);
}

const UNPRINTABLE = 'iptables-nft-save cannot print this table; it says: use nft.';

/** Reads nft's JSON listing. `incompatible` are the tables that iptables-nft-save left out. */
export function findAliens(
  listing: unknown,
  nftFamily: string,
  incompatible: readonly string[],
): readonly AlienChain[] {
  const found = new Map<string, AlienChain>();
  const mark = (table: string, chain: string, reason: string): void => {
    const key = `${table} ${chain}`;
    if (!found.has(key)) found.set(key, { table, chain, reason });
  };
  for (const item of entriesOf(listing)) {
    const chain = item['chain'];
    if (isObject(chain) && chain['family'] === nftFamily) {
      const { table, name } = chain;
      if (typeof table === 'string' && typeof name === 'string' && incompatible.includes(table)) {
        mark(table, name, UNPRINTABLE);
      }
    }
    const rule = item['rule'];
    if (!isObject(rule) || rule['family'] !== nftFamily) continue;
    const { table, chain: name, expr } = rule;
    if (typeof table !== 'string' || typeof name !== 'string' || !isTableName(table)) continue;
    const stranger = Array.isArray(expr) ? expr.find((part) => !isFamiliar(part)) : expr;
    if (stranger !== undefined) mark(table, name, `A rule says ${words(stranger)}, which iptables cannot print.`);
  }
  return [...found.values()];
}

function words(expression: unknown): string {
  const text = JSON.stringify(expression) ?? 'something';
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function entriesOf(listing: unknown): readonly Record<string, unknown>[] {
  const entries = isObject(listing) ? listing['nftables'] : undefined;
  return Array.isArray(entries) ? entries.filter(isObject) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ALWAYS = new Set(['counter', 'accept', 'drop', 'return', 'jump', 'goto', 'xt']);
const LIMIT_MEMBERS = new Set(['rate', 'burst', 'per']);

/** Whether iptables-nft writes this expression itself, and therefore prints it as what it is. */
function isFamiliar(expression: unknown): boolean {
  if (!isObject(expression)) return false;
  const [kind, ...more] = Object.keys(expression);
  if (kind === undefined || more.length > 0) return false;
  if (ALWAYS.has(kind)) return true;
  const body = expression[kind];
  if (!isObject(body)) return false;
  if (kind === 'limit') return Object.keys(body).every((member) => LIMIT_MEMBERS.has(member));
  if (kind === 'log') return 'group' in body;
  return kind === 'match' && isFamiliarMatch(body);
}

function isFamiliarMatch({ op, left, right }: Record<string, unknown>): boolean {
  if (op !== '==' && op !== '!=') return false;
  if (!isObject(left)) return false;
  const masked = left['&'];
  const subject = Array.isArray(masked) ? masked[0] : left;
  const kind = subjectKind(subject);
  if (kind === null) return false;
  if (typeof right === 'number') return true;
  if (typeof right === 'string') return !right.startsWith('@');
  // Several TCP flags are a list; anything else in a list is a set.
  if (Array.isArray(right)) return kind === 'flags' && right.every((flag) => typeof flag === 'string');
  if (!isObject(right)) return false;
  if ('prefix' in right) return kind === 'address';
  return 'range' in right && kind === 'port';
}

const FIELDS: Readonly<Record<string, string>> = {
  'ip saddr': 'address',
  'ip daddr': 'address',
  'ip protocol': 'number',
  'ip frag-off': 'number',
  'ip6 saddr': 'address',
  'ip6 daddr': 'address',
  'ip6 nexthdr': 'number',
  'tcp sport': 'port',
  'tcp dport': 'port',
  'tcp flags': 'flags',
  'udp sport': 'port',
  'udp dport': 'port',
};
const META = new Set(['iifname', 'oifname', 'iif', 'oif', 'l4proto', 'mark']);

/** What a match looks at, if iptables-nft looks at it too. */
function subjectKind(subject: unknown): string | null {
  if (!isObject(subject)) return null;
  const { payload, meta } = subject;
  if (isObject(payload)) return FIELDS[`${String(payload['protocol'])} ${String(payload['field'])}`] ?? null;
  return isObject(meta) && META.has(String(meta['key'])) ? 'meta' : null;
}
