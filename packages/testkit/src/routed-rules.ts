import {
  hooksOf,
  MATCHES,
  type Family,
  type OptionDefinition,
  type PacketField,
  type TableName,
} from '@sluice/netfilter';
import * as fc from 'fast-check';
import { PORTS, type Flow, type RouterAddresses, type Sender } from './router.ts';

/** A ruleset for a router, and packets that meet it. */
export interface RoutedCase {
  readonly text: string;
  readonly flows: readonly RoutedFlow[];
}

/** One flow with the way that it takes. */
export interface RoutedFlow {
  readonly journey: 'arriving' | 'forwarded' | 'sent' | 'looped';
  readonly sender: Sender;
  readonly flow: Omit<Flow, 'fromPort'>;
}

/** The fields of the router's packets that a test knows: what asks for others has no known answer. */
const KNOWN: readonly PacketField[] = [
  'protocol',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'icmp',
  'tcpFlags',
  'mark',
  'connectionMark',
  'hopLimit',
  'length',
  'tos',
  'states',
  'direction',
];

/** What belongs to a connection says nothing before connection tracking. */
const OF_CONNECTIONS: readonly PacketField[] = ['connectionMark', 'states', 'direction'];

type Pick = <T>(from: readonly T[]) => T;

/**
 * Rulesets of all tables, whose conditions are made from every definition that has a test on packets, with values that the
 * router's packets often meet; and flows of all ways.
 */
export function anyRoutedCase(family: Family, addresses: RouterAddresses): fc.Arbitrary<RoutedCase> {
  return fc.gen().map((random) => {
    const pick: Pick = (from) => from[random(fc.nat, { max: from.length - 1 })] as (typeof from)[number];
    const writer = new Writer(family, addresses, pick);
    return { text: writer.ruleset(), flows: Array.from({ length: 14 }, () => writer.flow()) };
  });
}

const USER_CHAINS = ['u1', 'u2', 'u3'];

/** Writes one case with one source of chance. */
class Writer {
  readonly #family: Family;
  readonly #addresses: RouterAddresses;
  readonly #pick: Pick;
  readonly #tracksAll: boolean;

  constructor(family: Family, addresses: RouterAddresses, pick: Pick) {
    this.#family = family;
    this.#addresses = addresses;
    this.#pick = pick;
    this.#tracksAll = this.#chance(80);
  }

  ruleset(): string {
    const tables: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter', 'security'];
    return tables.map((table) => this.#table(table)).join('');
  }

  flow(): RoutedFlow {
    const { wan, lan, clients, server, loopback } = this.#addresses;
    const client = this.#pick(clients);
    const protocol = this.#pick(['udp', 'udp', 'tcp'] as const);
    const toPort = this.#pick([...PORTS.echo, ...PORTS.sink]);
    switch (this.#pick(['arriving', 'forwarded', 'forwarded', 'sent', 'looped'] as const)) {
      case 'arriving':
        return { journey: 'arriving', sender: 'client', flow: { protocol, from: client, to: wan, toPort } };
      case 'forwarded':
        return { journey: 'forwarded', sender: 'client', flow: { protocol, from: client, to: server, toPort } };
      case 'sent': {
        // A program that listens on all addresses answers from the first of its host; which that is in IPv6, only it knows.
        const [from, to] = this.#family === 'ipv4' && this.#chance(50) ? [wan, clients[0] ?? client] : [lan, server];
        return { journey: 'sent', sender: 'machine', flow: { protocol, from, to, toPort } };
      }
      case 'looped':
        return { journey: 'looped', sender: 'machine', flow: { protocol, from: loopback, to: loopback, toPort } };
    }
  }

  #chance(percent: number): boolean {
    return this.#pick(HUNDRED) < percent;
  }

  #table(table: TableName): string {
    const hooks = hooksOf(table);
    const isBusy = table === 'filter' || this.#chance(60);
    const policy = (): string => (table === 'nat' || this.#chance(85) ? 'ACCEPT' : 'DROP');
    const heads = [...hooks.map((hook) => `:${hook} ${policy()} [0:0]`), ...USER_CHAINS.map((name) => `:${name} -`)];
    const own = hooks.flatMap((hook) => [...this.#fixed(table, hook), ...this.#chain(table, hook, isBusy ? 5 : 0)]);
    const user = USER_CHAINS.flatMap((name) => this.#chain(table, name, isBusy ? 3 : 0));
    return [`*${table}`, ...heads, ...own, ...user, 'COMMIT', ''].join('\n');
  }

  /** Both directions are left alone, or both are tracked: half a connection has a state that needs its history. */
  #fixed(table: TableName, hook: string): readonly string[] {
    if (table === 'raw' && !this.#tracksAll) return [`-A ${hook} -p udp -j CT --notrack`];
    if (table !== 'nat') return [];
    const sink = `-m multiport --dports ${PORTS.sink.join(',')}`;
    const { server } = this.#addresses;
    const host = this.#family === 'ipv4' ? server : `[${server}]`;
    if (hook === 'PREROUTING') {
      const to = [`DNAT --to-destination ${host}:9002`, 'REDIRECT --to-ports 9003', `DNAT --to-destination ${server}`];
      return this.#chance(60)
        ? [`-A ${hook} ${this.#conditions('nat', hook, 'udp')} ${sink} -j ${this.#pick(to)}`]
        : [];
    }
    return hook === 'POSTROUTING' && this.#chance(50) ? [`-A ${hook} -o lan0 -p udp ${sink} -j MASQUERADE`] : [];
  }

  #chain(table: TableName, chain: string, most: number): readonly string[] {
    const count = most === 0 ? 0 : this.#pick(Array.from({ length: most + 1 }, (_, at) => at));
    return Array.from({ length: count }, () => {
      const protocol = this.#pick(['udp', 'tcp', 'icmp', 'any', 'any']);
      return ['-A', chain, this.#conditions(table, chain, protocol), this.#target(table, chain, protocol)].join(' ');
    });
  }

  #conditions(table: TableName, chain: string, protocol: string): string {
    const parts: string[] = [];
    if (protocol !== 'any') parts.push(`-p ${this.#protocol(protocol)}`);
    const add = (percent: number, part: () => string): void => {
      if (this.#chance(percent)) parts.push(part());
    };
    const isUser = USER_CHAINS.includes(chain);
    add(20, () => this.#address('-s'));
    add(20, () => this.#address('-d'));
    if (isUser || ['PREROUTING', 'INPUT', 'FORWARD'].includes(chain)) add(15, () => `${this.#not()}-i ${this.#link()}`);
    if (isUser || ['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain))
      add(15, () => `${this.#not()}-o ${this.#link()}`);
    for (let at = 0; at < 2; at++) add(30, () => this.#match(table, protocol));
    return parts.join(' ');
  }

  #protocol(name: string): string {
    return name === 'icmp' && this.#family === 'ipv6' ? 'ipv6-icmp' : name;
  }

  #not(): string {
    return this.#chance(25) ? '! ' : '';
  }

  /** The kernel of nf_tables refuses `! -s 0.0.0.0/0`. */
  #address(option: string): string {
    const network = this.#pick(this.#networks());
    return `${network.endsWith('/0') ? '' : this.#not()}${option} ${network}`;
  }

  #link(): string {
    return this.#pick(['wan0', 'lan0', 'lo', 'wan+', 'lan+', 'eth9']);
  }

  #networks(): readonly string[] {
    const { wan, clients, server, loopback } = this.#addresses;
    const one = [wan, server, ...clients, loopback];
    const masks =
      this.#family === 'ipv4'
        ? ['0.0.0.3/0.0.0.3', '198.51.100.0/29', '0.0.0.0/0']
        : ['2001:db8:1::/64', '::/0', '::3/::3'];
    return [...one, ...masks];
  }

  #match(table: TableName, protocol: string): string {
    const choices = optionsFor(this.#family, this.#protocol(protocol), table === 'raw');
    const { module, option } = this.#pick(choices);
    const values = this.#pick(wordsFor(option, this.#family, this.#networks()));
    const negation = option.negatable ? this.#not() : '';
    return `-m ${module} ${negation}${option.names[0]} ${values.join(' ')}`;
  }

  #target(table: TableName, chain: string, protocol: string): string {
    const callees = USER_CHAINS.slice(USER_CHAINS.indexOf(chain) + 1);
    const call = callees.length > 0 ? `${this.#pick(['-j', '-j', '-g'])} ${this.#pick(callees)}` : '';
    const common = ['-j ACCEPT', '-j RETURN', '', call, call];
    // What a chain of OUTPUT rejects is told over loopback; UNTRACKED packets have no connection that an answer belongs to.
    const mayReject = table === 'filter' && this.#tracksAll && (chain === 'INPUT' || chain === 'FORWARD');
    const drops = table === 'nat' ? [] : ['-j DROP', ...(mayReject ? ['-j REJECT'] : [])];
    const marks = table === 'mangle' || table === 'filter' ? MARKS : MARKS.filter((each) => !each.includes('CONN'));
    const hop = this.#family === 'ipv4' ? ['-j TTL --ttl-set 20', '-j TTL --ttl-dec 5'] : ['-j HL --hl-set 20'];
    const isForward = table === 'mangle' && chain === 'FORWARD' && protocol === 'udp';
    const changes = isForward ? [...hop, '-j DSCP --set-dscp 0x0a', '-j TOS --set-tos 0x10/0x10'] : [];
    return this.#pick([...common, ...drops, ...(table === 'nat' ? [] : [...marks, ...changes])]);
  }
}

const HUNDRED = Array.from({ length: 100 }, (_, at) => at);

const MARKS = [
  '-j MARK --set-mark 0x1',
  '-j MARK --set-xmark 0x2/0x3',
  '-j MARK --or-mark 0x4',
  '-j CONNMARK --set-mark 0x5',
  '-j CONNMARK --save-mark',
  '-j CONNMARK --restore-mark --mask 0x3',
];

interface Choice {
  readonly module: string;
  readonly option: OptionDefinition;
}

const choices = new Map<string, readonly Choice[]>();

/** Every option that the packets' known fields can answer. */
function optionsFor(family: Family, protocol: string, isRaw: boolean): readonly Choice[] {
  const key = `${family} ${protocol} ${isRaw}`;
  const found =
    choices.get(key) ??
    testedOptions(family).filter(({ module, option }) => {
      const needed = MATCHES.find(({ name }) => name === module)?.protocols;
      const fields = typeof option.tests === 'string' ? [option.tests] : (option.tests ?? []);
      const isTooEarly = isRaw && fields.some((field) => (OF_CONNECTIONS as readonly string[]).includes(field));
      return !isTooEarly && needed?.includes(protocol) !== false;
    });
  choices.set(key, found);
  return found;
}

/** The options of a family whose tests the router's packets can answer. */
export function testedOptions(family: Family): readonly Choice[] {
  return MATCHES.filter(({ families }) => families?.includes(family) !== false).flatMap(({ name, options }) =>
    options.flatMap((option) => {
      const fields = typeof option.tests === 'string' ? [option.tests] : (option.tests ?? ['nothing']);
      return fields.every((field) => (KNOWN as readonly string[]).includes(field)) ? [{ module: name, option }] : [];
    }),
  );
}

/** Values that the router's packets often have, or nearly have. Which of them a kind takes, it says itself. */
const WORDS = `53 80 5000 9001 9000:9003 1024:65535 53,80 80,9000:9003 0 1 2 4 5 20 36 40 56 60 63 64 30:60 0x1 0x1/0x1
  0x0/0x3 0x4/0x4 0x10 0x10/0x10 0x0a NEW ESTABLISHED RELATED NEW,RELATED RELATED,ESTABLISHED INVALID UNTRACKED DNAT
  ORIGINAL REPLY 3 3/3 8 1 1/4 128 any tcp udp SYN ACK,RST FIN,SYN,RST,ACK ALL NONE`.split(/\s+/);

function wordsFor(
  option: OptionDefinition,
  family: Family,
  networks: readonly string[],
): readonly (readonly string[])[] {
  const pool = [...networks.filter((word) => !word.includes('/') || option.kind.words === 1), ...WORDS];
  const ranges = networks.length > 3 ? [`${networks[2]}-${networks[3]}`] : [];
  const isAddress = option.tests === 'source' || option.tests === 'destination';
  const one = (isAddress ? [...networks, ...ranges] : pool).map((word) => [word]);
  const tuples = option.kind.words === 1 ? one : WORDS.slice(-6).flatMap((a) => WORDS.slice(-6).map((b) => [a, b]));
  const fitting = tuples.filter((words) => {
    const value = option.kind.parse(words, family);
    return (
      value.ok && option.kind.covers?.(value.value, family) !== undefined && !option.kind.matchesNothing?.(value.value)
    );
  });
  if (fitting.length === 0) throw new Error(`no words for ${option.names[0]}`);
  return fitting;
}
