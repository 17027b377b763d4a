import { conditionsOf, findChain, type Ruleset } from '@sluice/netfilter';
import { simulate } from '../simulate.ts';
import type { Finding } from './finding.ts';
import { finding } from './make-finding.ts';
import { isRefused, likelyLinks, probePacket, witnessOf } from './probe.ts';
import type { Survey } from './survey.ts';

const PORTS = [22, 80, 443, 3306, 5432, 6379, 8080, 3389];
const MOST_PORTS = 40;

/** Ports that IPv6 lets in and IPv4 refuses, on every link that the rules name; in one finding. */
export function sixOpen(survey: Survey, other: Ruleset): readonly Finding[] {
  if (survey.ruleset.family !== 'ipv6' || other.family !== 'ipv4') return [];
  const links = likelyLinks(survey);
  const open = [...new Set([...PORTS, ...namedPorts(other)])].slice(0, MOST_PORTS).flatMap((port) => {
    const asked = links.map((link) => probePacket('ipv6', { journey: 'arriving', port, link }));
    const [witness, ...rest] = asked.map((question) =>
      witnessOf(question, simulate(survey.ruleset, question, survey.backend)),
    );
    const isOpen = [witness, ...rest].every((each) => each?.fate === 'accepted');
    const isShut = links.every((link) => {
      const question = probePacket('ipv4', { journey: 'arriving', port, link });
      return isRefused(simulate(other, question, survey.backend).fate);
    });
    return witness && isOpen && isShut ? [{ port, witness }] : [];
  });
  const [first] = open;
  if (!first) return [];
  const named = open.slice(0, 3).map(({ port }) => port);
  const more = open.length > 3 ? ` and ${open.length - 3} more` : '';
  return [
    finding(survey, {
      kind: 'sixOpen',
      chain: { table: 'filter', chain: 'INPUT' },
      sentence: `IPv6 lets in what IPv4 refuses: new connections to tcp port${open.length > 1 ? 's' : ''} ${named.join(', ')}${more}.`,
      witness: first.witness,
      owner: null,
      fix: null,
    }),
  ];
}

/** Ports that the rules of INPUT name one by one. */
function namedPorts(ruleset: Ruleset): readonly number[] {
  const chain = findChain(ruleset, { table: 'filter', chain: 'INPUT' });
  return (chain?.rules ?? []).slice(0, 200).flatMap(({ spec }) =>
    conditionsOf(spec, ruleset.family).flatMap((condition) => {
      if (condition.kind !== 'field' || condition.negated || condition.set.kind !== 'spans') return [];
      if (!condition.fields.includes('destinationPort')) return [];
      return condition.set.spans.flatMap(([from, to]) => (from === to ? [Number(from)] : []));
    }),
  );
}
