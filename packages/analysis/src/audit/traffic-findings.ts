import { findChain, type Ruleset } from '@sluice/netfilter';
import type { Question } from '../trace.ts';
import type { Finding, Fix } from './finding.ts';
import { finding } from './make-finding.ts';
import {
  answerTo,
  ask,
  insertion,
  isRefused,
  likelyLinks,
  probePacket,
  spellDecider,
  witnessOf,
  type Probe,
} from './probe.ts';
import { mention, spellPlace, type Survey } from './survey.ts';
import { simulate } from '../simulate.ts';
import { packetIn } from './witness.ts';

/** What becomes of ordinary packets that every host has to do with. */
export function trafficFindings(survey: Survey): readonly Finding[] {
  return [...repliesDropped(survey), ...loopbackDropped(survey), ...neighboursDropped(survey), ...openInput(survey)];
}

const ANSWERS = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
/** So many accepting rules are tried, and fewer where each try meets many rules. */
const MOST_TRIED = 200;
const MOST_MET = 100_000;
/** What every host asks for: when all of these get no answer, no rule was meant to let the answers in. */
const USUAL: readonly Pick<Probe, 'protocol' | 'port'>[] = [
  { protocol: 'tcp', port: 443 },
  { protocol: 'tcp', port: 80 },
  { protocol: 'udp', port: 53 },
];

/** Connections that are let through and whose answers are not; one for each chain that refuses them. */
function repliesDropped(survey: Survey): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const { question, asker } of connectionsLetThrough(survey)) {
    const answer = answerTo(question);
    if (!answer) continue;
    const trace = ask(survey, answer);
    const witness = isRefused(trace.fate) ? witnessOf(answer, trace) : null;
    if (!witness || witness.by.kind === 'end') continue;
    const { table, chain } = witness.by;
    if (table !== 'filter' || found.has(chain)) continue;
    found.set(
      chain,
      finding(survey, {
        kind: 'repliesDropped',
        chain: { table, chain },
        sentence: `Connections that ${asker} lets through get no answer: ${spellDecider(witness.by)} refuses it.`,
        witness,
        owner: null,
        fix: insertion(`Accept answers in ${chain}`, witness.by, [ANSWERS]),
      }),
    );
  }
  return [...found.values()];
}

interface LetThrough {
  readonly question: Question;
  readonly asker: string;
}

function* connectionsLetThrough(survey: Survey): Generator<LetThrough> {
  const filter = survey.tables.find(({ table }) => table.name === 'filter');
  for (const walk of filter?.walks ?? []) {
    const accepting = walk.visits.filter(
      ({ does, exact }) => exact && does.kind === 'ends' && does.verdict === 'ACCEPT',
    );
    const most = Math.min(MOST_TRIED, Math.ceil(MOST_MET / (walk.visits.length + 1)));
    for (const visit of accepting.slice(0, most)) {
      const question = visit.reach && packetIn(survey.space, visit.reach, walk.hook);
      // A rule that names no port lets in more than somebody may have had in mind.
      if (!question || question.state !== 'NEW' || !/--[ds]?ports? /.test(visit.rule.text)) continue;
      const { fate, endings } = ask(survey, question);
      const by = endings[0]?.by;
      if (fate === 'accepted' && by?.kind === 'rule' && by.id === visit.rule.id) {
        yield { question, asker: spellPlace(mention(visit)) };
      }
    }
  }
  const own = USUAL.map((each) => probePacket(survey.ruleset.family, { journey: 'sent', link: 'eth0', ...each }));
  const isAllRefused = likelyLinks(survey).every((link) =>
    USUAL.every((each) => {
      const question = probePacket(survey.ruleset.family, { journey: 'sent', link, ...each });
      const answer = answerTo(question);
      return answer && ask(survey, question).fate === 'accepted' && isRefused(ask(survey, answer).fate);
    }),
  );
  const [first] = own;
  if (isAllRefused && first) yield { question: first, asker: 'OUTPUT' };
}

/** This host's own packets over lo, refused. */
function loopbackDropped(survey: Survey): readonly Finding[] {
  const question = probePacket(survey.ruleset.family, { journey: 'looped', port: 53, link: 'lo' });
  const trace = ask(survey, question);
  const witness = isRefused(trace.fate) ? witnessOf(question, trace) : null;
  if (!witness || witness.by.kind === 'end') return [];
  const { table, chain } = witness.by;
  const isOut = trace.steps.every((step) => step.kind !== 'loopback');
  return [
    finding(survey, {
      kind: 'loopbackDropped',
      chain: { table, chain },
      sentence: `Programs of this host cannot reach each other over lo: ${spellDecider(witness.by)} refuses their packets.`,
      witness,
      owner: null,
      fix: insertion('Accept lo', { ...witness.by, chain: isOut ? 'OUTPUT' : 'INPUT' }, [
        `${isOut ? '-o' : '-i'} lo -j ACCEPT`,
      ]),
    }),
  ];
}

const NEIGHBOUR = { solicitation: 135, advertisement: 136 } as const;

/** IPv6 neighbour discovery, refused on every link that the rules name. */
function neighboursDropped(survey: Survey): readonly Finding[] {
  if (survey.ruleset.family !== 'ipv6') return [];
  const refused = (['arriving', 'sent'] as const).flatMap((journey) =>
    Object.values(NEIGHBOUR).flatMap((type) => {
      const asked = likelyLinks(survey).map((link) => neighbourPacket(journey, type, link));
      const answers = asked.map((question) => ({ question, trace: ask(survey, question) }));
      const [first] = answers;
      return first && answers.every(({ trace }) => isRefused(trace.fate)) ? [first] : [];
    }),
  );
  const [first] = refused;
  const witness = first && witnessOf(first.question, first.trace);
  if (!witness || witness.by.kind === 'end') return [];
  const { table, chain } = witness.by;
  return [
    finding(survey, {
      kind: 'neighboursDropped',
      chain: { table, chain },
      sentence: `IPv6 does not work: ${spellDecider(witness.by)} refuses neighbour discovery.`,
      witness,
      owner: null,
      fix: insertion(
        'Accept neighbour discovery',
        witness.by,
        [133, 134, 135, 136].map((type) => `-p ipv6-icmp -m icmp6 --icmpv6-type ${type} -j ACCEPT`),
      ),
    }),
  ];
}

function neighbourPacket(journey: 'arriving' | 'sent', type: number, link: string): Question {
  const { packet } = probePacket('ipv6', { journey, port: 0, link });
  return {
    journey,
    state: 'UNTRACKED',
    packet: {
      ...packet,
      protocol: 58,
      icmp: type * 256,
      sourcePort: null,
      destinationPort: null,
      tcpFlags: null,
      hopLimit: 255,
    },
  };
}

/** A port of which no rule speaks, let in by the policy though rules say what is let in. */
function openInput(survey: Survey): readonly Finding[] {
  const filter = survey.tables.find(({ table }) => table.name === 'filter');
  const walk = filter?.walks.find(({ hook }) => hook === 'INPUT');
  const lets = walk?.visits.some(
    ({ does, rule }) => does.kind === 'ends' && does.verdict === 'ACCEPT' && /--dports? /.test(rule.text),
  );
  if (!walk || !lets || walk.chain.policy === 'DROP') return [];
  const unnamed = [9999, 7777, 41_414].find(
    (port) => !walk.visits.some(({ rule }) => rule.text.includes(String(port))),
  );
  const asked = likelyLinks(survey).map((link) =>
    probePacket(survey.ruleset.family, { journey: 'arriving', port: unnamed ?? 9999, link }),
  );
  const shown = asked.map((question) => witnessOf(question, ask(survey, question)));
  const witness = shown.find((each) => each?.fate === 'accepted' && each.by.kind === 'policy');
  if (!witness) return [];
  return [
    finding(survey, {
      kind: 'openInput',
      chain: { table: 'filter', chain: 'INPUT' },
      sentence: 'filter INPUT lets in what its rules do not name: its policy is ACCEPT.',
      witness,
      owner: null,
      fix: closedInput(survey),
    }),
  ];
}

/** The policy DROP, where answers and lo would still come in, and something that somebody connects to. */
function closedInput(survey: Survey): Fix | null {
  const { ruleset, backend } = survey;
  const closed: Ruleset = {
    ...ruleset,
    tables: ruleset.tables.map((table) =>
      table.name === 'filter'
        ? {
            ...table,
            chains: table.chains.map((chain) => (chain.name === 'INPUT' ? { ...chain, policy: 'DROP' } : chain)),
          }
        : table,
    ),
  };
  const own = answerTo(probePacket(ruleset.family, { journey: 'sent', port: 443, link: 'eth0' }));
  const looped = probePacket(ruleset.family, { journey: 'looped', port: 53, link: 'lo' });
  const isSafe = own && [own, looped].every((each) => simulate(closed, each, backend).fate === 'accepted');
  if (!isSafe || !findChain(ruleset, { table: 'filter', chain: 'INPUT' })) return null;
  return {
    label: 'Make the policy DROP',
    steps: [{ type: 'setPolicy', table: 'filter', chain: 'INPUT', policy: 'DROP' }],
    keepsFates: false,
  };
}
