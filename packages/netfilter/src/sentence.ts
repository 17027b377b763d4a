import type { Family } from './family.ts';
import type { MatchUse, Negatable, RuleSpec, TargetUse } from './rule.ts';
import type { TargetDefinition } from './extensions/definition.ts';
import { interfacePattern } from './extensions/kinds/interface.ts';
import { protocolName } from './extensions/kinds/protocol.ts';
import { familyOf } from './extensions/normal-form.ts';
import { findMatch, findTarget } from './extensions/registry.ts';
import { readOption, splitOptions } from './option-reading.ts';

/** What the rule does, as one English sentence. */
export function readRule(spec: RuleSpec): string {
  const family = familyOf(spec);
  const conditions = readConditions(spec, family);
  const subject = readSubject(spec.protocol, conditions.length > 0);
  const [first, ...others] = conditions;
  const head = first === undefined ? subject : `${subject} ${first}`;
  const rest = [...others, ...readPaces(spec, family)];
  const middle = rest.map((part) => `, ${part}`).join('');
  return `${head}${middle}${rest.length > 0 ? ',' : ''} ${readTarget(spec.target, family)}.`;
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  tcp: 'A TCP packet',
  udp: 'A UDP packet',
  udplite: 'A UDP-Lite packet',
  sctp: 'An SCTP packet',
  dccp: 'A DCCP packet',
  icmp: 'An ICMP message',
  'ipv6-icmp': 'An ICMPv6 message',
  esp: 'An ESP packet',
  ah: 'An AH packet',
  gre: 'A GRE packet',
  igmp: 'An IGMP message',
};

function readSubject(protocol: Negatable<string> | undefined, hasConditions: boolean): string {
  const name = protocol && protocolName(protocol.value);
  if (!protocol || name === undefined || name === 'all') return hasConditions ? 'A packet' : 'Every packet';
  const isPlain = Object.hasOwn(PROTOCOLS, name) && !protocol.negated;
  if (isPlain) return PROTOCOLS[name] ?? name;
  return protocol.negated ? `A packet of any protocol but ${name}` : `A packet of protocol ${name}`;
}

function readAddress(word: string, said: Negatable<string> | undefined): string[] {
  return said ? [`${said.negated ? 'not ' : ''}${word} ${said.value.replace(/\/(32|128)$/, '')}`] : [];
}

function readInterface(word: string, said: Negatable<string> | undefined): string[] {
  return said ? [`${said.negated ? 'not ' : ''}${word} ${interfacePattern.read(said.value)}`] : [];
}

function readConditions(spec: RuleSpec, family: Family): string[] {
  return [
    ...readAddress('from', spec.source),
    ...readAddress('to', spec.destination),
    ...readInterface('arriving on', spec.inInterface),
    ...readInterface('leaving on', spec.outInterface),
    ...(spec.fragment
      ? [spec.fragment.negated ? 'that is whole or a first fragment' : 'that is a later fragment']
      : []),
    ...spec.matches.filter((use) => !isPace(use)).flatMap((use) => readMatch(use, family)),
  ];
}

/** How often, said last: it is no property of the packet. */
function readPaces(spec: RuleSpec, family: Family): string[] {
  return spec.matches.filter(isPace).flatMap((use) => readMatch(use, family));
}

const isPace = (use: MatchUse): boolean => findMatch(use.module)?.isPace === true;

function readMatch(use: MatchUse, family: Family): string[] {
  const definition = findMatch(use.module);
  if (!definition) return [`that ${use.module || 'the rule’s other words'} matches`];
  const { known, unknown } = splitOptions(definition, use.options);
  const said = known.map((read) => readOption(read, family)).filter((part) => part !== '');
  const bare = use.options.length === 0 && definition.reads !== undefined ? [definition.reads] : [];
  return [...bare, ...said, ...unknown.map(({ name, values }) => `with ${[name, ...values].join(' ')}`)];
}

function readTarget(target: TargetUse | undefined, family: Family): string {
  if (!target) return 'is only counted';
  const definition = target.how === 'jump' ? findTarget(target.name) : undefined;
  if (definition) return readKnownTarget(definition, target, family);
  if (target.how === 'goto') return `goes over to the chain ${target.name} and does not come back here`;
  if (target.options.length > 0) return `is handed to the target ${target.name}`;
  return `goes through the chain ${target.name}, and comes back here if nothing there decides`;
}

function readKnownTarget(definition: TargetDefinition, target: TargetUse, family: Family): string {
  const { known, unknown } = splitOptions(definition, target.options);
  const said = known.map((read) => readOption(read, family)).filter((part) => part !== '');
  const words = [...said, ...unknown.map(({ name, values }) => `with ${[name, ...values].join(' ')}`)];
  const text = words.map((part) => (/^[:,]/.test(part) ? part : `, ${part}`)).join('');
  return `${definition.reads}${text}${definition.ends ? '' : ', and goes on to the next rule'}`;
}
