import { readOrdinal, type Family, type Hook } from '@sluice/netfilter';
import * as fc from 'fast-check';
import type { Question } from '../index.ts';

type Pick = <T>(from: readonly T[]) => T;

const CHAINS = ['A', 'B', 'C'];
const HOOKS: readonly Hook[] = ['INPUT', 'FORWARD', 'OUTPUT'];
const NETS = {
  ipv4: ['10.0.0.0/8', '10.1.0.0/16', '10.1.0.1', '10.1.0.2', '0.0.0.0/0', '192.0.2.0/24'],
  ipv6: ['2001:db8::/32', '2001:db8:1::/48', '2001:db8:1::1', '2001:db8:1::2', '::/0', 'fd00::/8'],
} as const;
const HOSTS = {
  ipv4: ['10.1.0.1', '10.1.0.2', '10.2.0.1', '192.0.2.9'],
  ipv6: ['2001:db8:1::1', '2001:db8:1::2', '2001:db8:2::1', 'fd00::9'],
} as const;

/** Rulesets out of few addresses, ports and interfaces, so that rules meet often. */
export function anyRules(family: Family): fc.Arbitrary<string> {
  return fc.gen().map((random) => anyText(family, pickWith(random)));
}

/** Packets of that world. */
export function anyPackets(family: Family): fc.Arbitrary<readonly Question[]> {
  return fc.gen().map((random) => Array.from({ length: 40 }, () => anyPacket(family, pickWith(random))));
}

function pickWith(random: fc.GeneratorValue): Pick {
  return (from) => from[random(fc.nat, { max: from.length - 1 })] as (typeof from)[number];
}

function anyText(family: Family, pick: Pick): string {
  const lines = ['INPUT', 'FORWARD', ...CHAINS].flatMap((chain) =>
    Array.from({ length: pick([1, 3, 5]) }, () => `-A ${chain} ${anyRule(family, chain, pick)}`),
  );
  const heads = [
    ...HOOKS.map((hook) => `:${hook} ${pick(['ACCEPT', 'DROP'])} [0:0]`),
    ...CHAINS.map((name) => `:${name} -`),
  ];
  return ['*filter', ...heads, ...lines, 'COMMIT', ''].join('\n');
}

function anyRule(family: Family, chain: string, pick: Pick): string {
  const some = (percent: number, words: () => string): string => (pick(HUNDRED) < percent ? words() : '');
  const not = (): string => pick(['', '', '! ']);
  const net = (option: string): string => {
    const chosen = pick(NETS[family]);
    return `${chosen.endsWith('/0') ? '' : not()}${option} ${chosen}`;
  };
  const protocol = pick(['', '', '-p tcp', '-p udp', '-p tcp']);
  const ports = `${protocol === '-p tcp' ? '-m tcp' : '-m udp'} ${not()}${pick(['--dport', '--sport'])} ${pick(['22', '80', '1:100', '80:65535'])}`;
  const several = `-m multiport ${not()}${pick(['--dports', '--ports'])} ${pick(['22,80', '80,1000:2000'])}`;
  const callees = CHAINS.slice(CHAINS.indexOf(chain) + 1);
  const call = callees.map((callee) => `${pick(['-j', '-j', '-g'])} ${callee}`);
  const targets = [
    '-j ACCEPT',
    '-j ACCEPT',
    '-j DROP',
    '-j REJECT',
    '-j RETURN',
    '-j LOG',
    '-j MARK --set-mark 1',
    '',
    ...call,
    ...call,
  ];
  const isInner = CHAINS.includes(chain);
  return [
    protocol,
    some(30, () => net('-s')),
    some(20, () => net('-d')),
    some(20, () => `${not()}-i ${pick(['eth0', 'eth+', 'lo', 'wan0'])}`),
    isInner || chain === 'FORWARD' ? some(15, () => `${not()}-o ${pick(['eth0', 'eth+', 'wan0'])}`) : '',
    protocol === '' ? '' : some(40, () => pick([ports, ports, several])),
    some(20, () => `-m conntrack ${not()}--ctstate ${pick(['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID'])}`),
    some(8, () => '-m limit --limit 1/sec'),
    some(8, () => `-m set ${not()}--match-set ${pick(['a', 'b'])} src`),
    some(12, () => `-m mark ${not()}--mark ${pick(['0x1', '0x0/0x1'])}`),
    pick(targets),
  ]
    .filter(Boolean)
    .join(' ');
}

const HUNDRED = Array.from({ length: 100 }, (_, at) => at);

function anyPacket(family: Family, pick: Pick): Question {
  const journey = pick(['arriving', 'forwarded'] as const);
  const protocol = pick([6, 6, 17, 1]);
  const hasPorts = protocol !== 1;
  const state = pick([undefined, 'ESTABLISHED', 'RELATED', 'INVALID'] as const);
  const own = family === 'ipv4' ? 1 : 58;
  return {
    journey,
    ...(state && { state }),
    packet: {
      family,
      protocol: protocol === 1 ? own : protocol,
      source: readOrdinal(pick(HOSTS[family]), family),
      destination: readOrdinal(pick(HOSTS[family]), family),
      sourcePort: hasPorts ? pick([22, 80, 100, 1500, 50_000]) : null,
      destinationPort: hasPorts ? pick([22, 80, 100, 1500, 50_000]) : null,
      icmp: hasPorts ? null : (family === 'ipv4' ? 8 : 128) * 256,
      tcpFlags: protocol === 6 ? (state === undefined ? 2 : 16) : null,
      inInterface: pick(['eth0', 'eth1', 'lo0', 'wan0']),
      ...(journey === 'forwarded' && { outInterface: pick(['eth0', 'wan0']) }),
      mark: pick([0, 0, 1, 2]),
    },
  };
}
