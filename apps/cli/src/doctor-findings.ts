import type { HostFacts } from '@sluice/helper';
import { parseSave } from '@sluice/iptables';
import { FAMILIES, findChain, ownerOfChain, type Chain, type Owner, type Ruleset } from '@sluice/netfilter';
import type { FamilyReading } from '@sluice/protocol/helper';

/** One thing that a person should know about the machine. */
export interface Finding {
  /** `missing`: something cannot be done. `risk`: it can, and may surprise. */
  readonly level: 'good' | 'risk' | 'missing';
  /** What is so, in one or two sentences. */
  readonly what: string;
  /** What to do about it; absent where there is nothing to do. */
  readonly advice?: string;
}

/** What the facts mean, the worst first. */
export function findingsOf(facts: HostFacts): readonly Finding[] {
  const found = [
    ...programs(facts),
    ...version(facts),
    ...privilege(facts),
    ...lock(facts),
    ...rules(facts),
    ...boot(facts),
    ...connections(facts),
  ];
  const order: readonly Finding['level'][] = ['missing', 'risk', 'good'];
  return found.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

const good = (what: string): Finding => ({ level: 'good', what });
const risk = (what: string, advice?: string): Finding => ({ level: 'risk', what, ...(advice && { advice }) });
const missing = (what: string, advice?: string): Finding => ({ level: 'missing', what, ...(advice && { advice }) });

/** On Debian and its kin; elsewhere the names are much the same. */
const PACKAGES: Readonly<Record<string, string>> = {
  'iptables-nft-save': 'iptables',
  'iptables-legacy-save': 'iptables',
  nft: 'nftables',
  ipset: 'ipset',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  flock: 'util-linux',
};

/** One backend is enough. */
const BACKENDS = ['iptables-nft-save', 'iptables-legacy-save'];

function programs({ tools, sandbox }: HostFacts): readonly Finding[] {
  const absent = tools.filter(({ path }) => path === null);
  const noBackend = BACKENDS.every((name) => absent.some(({ program }) => program === name));
  const lacking = absent
    .filter(({ program }) => noBackend || !BACKENDS.includes(program))
    .map(({ program, reason, purpose }) =>
      missing(`${reason ?? program}: it is needed to ${purpose}.`, installing(program)),
    );
  const box = sandbox.possible
    ? good('A sandbox and dry runs can be made here.')
    : missing(`No sandbox and no dry runs: ${sandbox.reason}`);
  return [...lacking, box];
}

function installing(program: string): string {
  return `apt install ${PACKAGES[program] ?? program}, or your distribution’s word for it.`;
}

function version({ tools }: HostFacts): readonly Finding[] {
  const words = tools.find(({ program, path }) => BACKENDS.includes(program) && path !== null)?.version ?? '';
  const [, major = '0', minor = '0', patch = '0'] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(words) ?? [];
  const number = Number(major) * 1_000_000 + Number(minor) * 1000 + Number(patch);
  if (words === '') return [];
  if (number < 1_006_002)
    return [
      risk(
        `${words}: its iptables-restore knows no lock. Two programs that restore at once undo each other.`,
        'Use iptables 1.8.4 or later.',
      ),
    ];
  if (number < 1_008_004)
    return [
      risk(
        `${words}: the lock cannot be held from reading to restoring. Another program may write in between; it is found by reading back.`,
        'Use iptables 1.8.4 or later.',
      ),
    ];
  return [good(words)];
}

function privilege({ root, rules: read }: HostFacts): readonly Finding[] {
  if (!root)
    return [
      risk(
        'You are not root: the rules of this machine can be neither seen nor changed. The sandbox works.',
        'sudo sluice doctor',
      ),
    ];
  return typeof read === 'string' ? [missing(`The rules cannot be read. ${read}`)] : [];
}

function lock({ lockHolder }: HostFacts): readonly Finding[] {
  if (!lockHolder) return [];
  const who = `${lockHolder.name || 'a process'} (process ${lockHolder.pid})`;
  return [
    risk(
      `The lock of the iptables rules is held by ${who}. Nobody can change iptables-legacy rules until it lets go.`,
      `Look at it: ps -fp ${lockHolder.pid}`,
    ),
  ];
}

function rules({ rules: read, usual, ipv6 }: HostFacts): readonly Finding[] {
  if (typeof read === 'string') return [];
  const rulesets = read.families.map(({ text, family }) => parseSave(text, { family }).ruleset);
  const [four, six] = FAMILIES.map((family) => rulesets.find((ruleset) => ruleset.family === family));
  const each = read.families.flatMap((reading, at) => ofFamily(reading, { usual, ruleset: rulesets[at] }));
  return [...each, ...owners(rulesets), ...openSide(four, six, ipv6)];
}

function ofFamily(
  { family, backend, otherBackendHasRules, aliens }: FamilyReading,
  { usual, ruleset }: Pick<HostFacts, 'usual'> & { readonly ruleset: Ruleset | undefined },
): readonly Finding[] {
  if (!ruleset?.tables.some(({ chains }) => chains.some(isInUse)))
    return [good(`There are no ${NAMES[family]} rules yet.`)];
  const findings: Finding[] = [good(`The ${NAMES[family]} rules are in ${backend}.`)];
  const other = backend === 'nft' ? 'legacy' : 'nft';
  if (otherBackendHasRules) {
    findings.push(
      risk(
        `The ${NAMES[family]} rules are in both backends, and a packet must pass both. Sluice shows and changes those in ${backend}.`,
        `Look at the others with ${TOOLS[family]}-${other}-save, and take one of the two away.`,
      ),
    );
  }
  if (usual !== null && usual !== backend) {
    findings.push(
      risk(
        `Plain ${TOOLS[family]} is ${usual}, the rules are in ${backend}: whoever types ${TOOLS[family]} writes beside them.`,
        `update-alternatives --config ${TOOLS[family]}`,
      ),
    );
  }
  if (aliens.length > 0) {
    const chains = [...new Set(aliens.map(({ table, chain }) => `${table} ${chain}`))].slice(0, 5).join(', ');
    findings.push(
      risk(
        `${chains}: native nftables rules, which iptables-save prints as something else. Sluice shows these chains and never writes there.`,
        'Change them with nft.',
      ),
    );
  }
  return findings;
}

const NAMES = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;
const TOOLS = { ipv4: 'iptables', ipv6: 'ip6tables' } as const;

function owners(rulesets: readonly Ruleset[]): readonly Finding[] {
  const names = rulesets.flatMap(({ tables }) => tables.flatMap(({ chains }) => chains.map(({ name }) => name)));
  const found = new Set(names.map(ownerOfChain).filter((owner): owner is Owner => owner !== null));
  return [...found].map(({ name, advice }) => risk(`${name} keeps rules of its own here.`, advice));
}

/** A filter that forgets IPv6 is an open door. */
function openSide(four: Ruleset | undefined, six: Ruleset | undefined, ipv6: boolean): readonly Finding[] {
  if (!ipv6 || !four || !filters(four) || (six && filters(six))) return [];
  return [
    risk(
      'IPv4 is filtered and IPv6 is open: whoever reaches this machine over IPv6 passes no rule.',
      'Make rules for IPv6 too.',
    ),
  ];
}

function filters(ruleset: Ruleset): boolean {
  const input = findChain(ruleset, { table: 'filter', chain: 'INPUT' });
  return input !== undefined && isInUse(input);
}

function isInUse({ policy, rules: own }: Chain): boolean {
  return policy === 'DROP' || own.length > 0;
}

function boot({ bootFiles }: HostFacts): readonly Finding[] {
  if (bootFiles)
    return [good(`This machine loads its rules from ${bootFiles.ipv4} and ${bootFiles.ipv6} when it starts.`)];
  return [
    risk(
      'Nothing loads rules when this machine starts: what is confirmed is gone with the next restart, unless another program makes it.',
      'apt install iptables-persistent, or your distribution’s iptables-services.',
    ),
  ];
}

function connections({ connections: table }: HostFacts): readonly Finding[] {
  if (!table)
    return [
      risk(
        'No connection is tracked yet. The first rule that asks for a state (ESTABLISHED) does not know the connections that are open now, and they may be cut.',
        'Keep a second way to the machine when you apply such a rule for the first time.',
      ),
    ];
  if (table.tracked < table.most * 0.9) return [];
  return [
    risk(
      `${table.tracked.toLocaleString('en')} of ${table.most.toLocaleString('en')} connections are tracked: soon new ones are dropped, whatever the rules say.`,
      'Raise net.netfilter.nf_conntrack_max.',
    ),
  ];
}
