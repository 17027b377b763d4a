import type { Family } from '@sluice/netfilter';

/** Rules with which a host without any can begin. */
export type StartingRules =
  | {
      /** Replies, SSH and some services; all else that arrives is dropped. */
      readonly kind: 'protect';
      readonly sshPort: string;
      /** From where SSH may come; empty means anywhere. */
      readonly sshFrom: string;
      readonly tcpPorts: readonly string[];
    }
  | {
      /** Two networks: the inside may go out, of the outside come replies and what is let in. IPv4 with one address. */
      readonly kind: 'router';
      readonly outside: string;
      readonly inside: string;
      readonly tcpPorts: readonly string[];
    };

/**
 * The starting rules as save text of the tables that they need, to be read as anything that a person brings along: what was
 * typed into them is checked there. What they let in beside what was asked for is what a host needs to stay reachable.
 */
export function startingRules(start: StartingRules, family: Family): string {
  return start.kind === 'protect' ? protect(start, family) : router(start, family);
}

type Of<Kind> = Extract<StartingRules, { readonly kind: Kind }>;

function protect({ sshPort, sshFrom, tcpPorts }: Of<'protect'>, family: Family): string {
  const source = sshFrom === '' ? '' : `-s ${sshFrom} `;
  return table(
    'filter',
    ['INPUT DROP', 'FORWARD DROP', 'OUTPUT ACCEPT'],
    [
      ...established('INPUT', '-i lo'),
      `-A INPUT ${source}-p tcp -m tcp --dport ${sshPort} -m conntrack --ctstate NEW -j ACCEPT`,
      ...opened('-A INPUT', tcpPorts),
      ...asked('INPUT', family),
      ...logged('INPUT', 'input'),
    ],
  );
}

function router({ outside, inside, tcpPorts }: Of<'router'>, family: Family): string {
  const filter = table(
    'filter',
    ['INPUT DROP', 'FORWARD DROP', 'OUTPUT ACCEPT'],
    [
      ...established('INPUT', '-i lo'),
      `-A INPUT -i ${inside} -j ACCEPT`,
      ...opened(`-A INPUT -i ${outside}`, tcpPorts),
      ...asked('INPUT', family),
      ...logged('INPUT', 'input'),
      ...established('FORWARD', null),
      `-A FORWARD -i ${inside} -o ${outside} -j ACCEPT`,
      ...(family === 'ipv4'
        ? [`-A FORWARD -i ${outside} -o ${inside} -m conntrack --ctstate DNAT -j ACCEPT`]
        : [`-A FORWARD -p ipv6-icmp -m icmp6 --icmpv6-type 128 -m limit --limit 10/sec -j ACCEPT`]),
      ...logged('FORWARD', 'forward'),
    ],
  );
  // Behind a tunnel or PPPoE packets of full size would be lost without a word.
  const mangle = table('mangle', EVERY_HOOK, [
    `-A FORWARD -o ${outside} -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu`,
  ]);
  if (family === 'ipv6') return mangle + filter;
  const nat = table(
    'nat',
    ['PREROUTING ACCEPT', 'INPUT ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT'],
    [`-A POSTROUTING -o ${outside} -j MASQUERADE`],
  );
  return mangle + filter + nat;
}

const EVERY_HOOK = ['PREROUTING ACCEPT', 'INPUT ACCEPT', 'FORWARD ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT'];

function table(name: string, policies: readonly string[], rules: readonly string[]): string {
  return [`*${name}`, ...policies.map((policy) => `:${policy} [0:0]`), ...rules, 'COMMIT', ''].join('\n');
}

function established(chain: string, trusted: string | null): readonly string[] {
  return [
    ...(trusted === null ? [] : [`-A ${chain} ${trusted} -j ACCEPT`]),
    `-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
    `-A ${chain} -m conntrack --ctstate INVALID -j DROP`,
  ];
}

function opened(begin: string, ports: readonly string[]): readonly string[] {
  const [port] = ports;
  if (port === undefined) return [];
  const match = ports.length === 1 ? `-m tcp --dport ${port}` : `-m multiport --dports ${ports.join(',')}`;
  return [`${begin} -p tcp ${match} -m conntrack --ctstate NEW -j ACCEPT`];
}

/**
 * Pings, and in IPv6 what replaces ARP: neighbour discovery and router advertisements, which connection tracking
 * leaves untracked, and DHCP's answers, which come from an address that was not asked.
 */
function asked(chain: string, family: Family): readonly string[] {
  if (family === 'ipv4') return [`-A ${chain} -p icmp -m icmp --icmp-type 8 -m limit --limit 10/sec -j ACCEPT`];
  return [
    ...NEIGHBOURS.map((type) => `-A ${chain} -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -m hl --hl-eq 255 -j ACCEPT`),
    `-A ${chain} -p ipv6-icmp -m icmp6 --icmpv6-type 128 -m limit --limit 10/sec -j ACCEPT`,
    `-A ${chain} -s fe80::/10 -p udp -m udp --dport 546 -j ACCEPT`,
  ];
}

/** Router advertisement, neighbour solicitation and advertisement. Nobody from beyond the link can send them with hop limit 255. */
const NEIGHBOURS = [134, 135, 136];

function logged(chain: string, what: string): readonly string[] {
  return [`-A ${chain} -m limit --limit 5/min -j LOG --log-prefix "${what} dropped: "`];
}
