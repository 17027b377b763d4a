import {
  findMatch,
  findChain,
  moduleName,
  printOrdinal,
  protocolName,
  type Packet,
  type RuleId,
} from '@sluice/netfilter';
import { boxesMeet, sideOf } from '../sets/box.ts';
import type { Spans } from '../sets/spans.ts';
import type { Visit } from '../sets/visits.ts';
import type { Decider } from '../trace.ts';
import type { Finding, Fix } from './finding.ts';
import { finding } from './make-finding.ts';
import { ask, isRefused, likelyLinks, probePacket, spellDecider, witnessOf } from './probe.ts';
import { mention, ownerOf, spellPlace, type PlacedVisit, type Survey, type Walk } from './survey.ts';
import { packetIn } from './witness.ts';

/** What single rules do to packets that strangers send. */
export function* ruleFindings(survey: Survey): Generator<Finding> {
  for (const { table, walks, visitsOf } of survey.tables) {
    for (const visits of visitsOf.values()) {
      const [first] = visits;
      const told = first && (table.name === 'nat' ? natDropped(survey, first) : logUnlimited(survey, visits));
      if (told) yield told;
    }
    if (table.name === 'filter') for (const walk of walks) yield* filterFindings(survey, walk);
  }
}

function* filterFindings(survey: Survey, walk: Walk): Generator<Finding> {
  const late = repliesLate(survey, walk);
  if (late) yield late;
  if (walk.hook === 'INPUT') yield* openServices(survey, walk);
}

/** A translated packet that the filter table refuses. */
function natDropped(survey: Survey, { visit, walk }: PlacedVisit): Finding | null {
  if (walk.hook !== 'PREROUTING' || visit.rule.target?.name !== 'DNAT' || !visit.reach || ownerOf(visit)) return null;
  const question = packetIn(survey.space, visit.reach, walk.hook);
  if (!question || question.state !== 'NEW') return null;
  const trace = ask(survey, question);
  const isTranslated = trace.steps.some(
    (step) => step.kind === 'rule' && step.id === visit.rule.id && step.answer === 'yes' && step.sure,
  );
  const witness = isTranslated && isRefused(trace.fate) ? witnessOf(question, trace) : null;
  const there = trace.endings[0]?.packet;
  if (!witness || witness.by.kind === 'end' || witness.by.table !== 'filter' || !there) return null;
  const rule = mention(visit);
  const { by } = witness;
  return finding(survey, {
    kind: 'natDropped',
    rule,
    because: by.kind === 'rule' ? [{ table: by.table, chain: by.chain, index: by.index, id: by.id }] : [],
    sentence: `${spellPlace(rule)} sends packets to ${spellEnd(there)}, and ${spellDecider(by)} refuses them.`,
    witness,
    owner: null,
    fix: letThrough(survey, by, there),
  });
}

function spellEnd({ destination, destinationPort, family }: Packet): string {
  const address = destination === undefined ? 'another address' : printOrdinal(destination, family);
  return typeof destinationPort === 'number' ? `${address} port ${destinationPort}` : address;
}

/** Lets new connections to the translated destination through, right before they are refused. */
function letThrough(survey: Survey, by: Exclude<Decider, { kind: 'end' }>, there: Packet): Fix | null {
  const { destination, destinationPort, family, protocol } = there;
  if (destination === undefined || protocol === undefined) return null;
  const { table, chain } = by;
  const rules = findChain(survey.ruleset, { table, chain })?.rules ?? [];
  const before = by.kind === 'rule' ? rules[by.index - 1] : rules.at(-1);
  const name = protocolName(String(protocol));
  const port = typeof destinationPort === 'number' ? ` -m ${name} --dport ${destinationPort}` : '';
  const to = `${printOrdinal(destination, family)}/${family === 'ipv4' ? 32 : 128}`;
  const text = `-d ${to} -p ${name}${port} -m conntrack --ctstate NEW -j ACCEPT`;
  return {
    label: 'Let it through',
    keepsFates: false,
    steps: [
      {
        type: 'insertRule',
        table,
        chain,
        after: before?.id ?? null,
        id: `fix ${table} ${chain} ${text}` as RuleId,
        text,
      },
    ],
  };
}

/** A log without a pace, on the way of what anybody may send. */
function logUnlimited(survey: Survey, visits: readonly PlacedVisit[]): Finding | null {
  const [first] = visits;
  if (first?.visit.rule.target?.name !== 'LOG' || ownerOf(first.visit)) return null;
  for (const { visit, walk } of visits) {
    if (!['PREROUTING', 'INPUT', 'FORWARD'].includes(walk.hook) || !visit.reach || isPaced(visit)) continue;
    const question = packetIn(survey.space, visit.reach, walk.hook);
    if (!question || question.journey === 'looped' || question.packet.inInterface === 'lo') continue;
    const trace = ask(survey, question);
    const isLogged = trace.steps.some(
      (step) => step.kind === 'rule' && step.id === visit.rule.id && step.answer === 'yes' && step.sure,
    );
    const witness = isLogged ? witnessOf(question, trace) : null;
    if (!witness) continue;
    const rule = mention(visit);
    const { table, chain, id } = rule;
    const text = visit.rule.text.replace(/(^| )-j LOG/, '$1-m limit --limit 5/min -j LOG');
    return finding(survey, {
      kind: 'logUnlimited',
      rule,
      sentence: `${spellPlace(rule)} writes a line to the log for every such packet, however many come.`,
      witness,
      owner: null,
      fix: {
        label: 'Log at most 5 a minute',
        steps: [{ type: 'replaceRule', table, chain, id, text }],
        keepsFates: true,
      },
    });
  }
  return null;
}

function isPaced(visit: Visit): boolean {
  const isOwn = visit.rule.spec.matches.some(({ module }) => findMatch(moduleName(module))?.isPace === true);
  return isOwn || (visit.caller !== null && isPaced(visit.caller));
}

/** From so many rules on it is told that open connections pass them. */
const MANY = 10;

/** Packets of open connections that are held against many rules before one accepts them. */
function repliesLate(survey: Survey, walk: Walk): Finding | null {
  if (walk.hook === 'OUTPUT') return null;
  for (const link of likelyLinks(survey)) {
    const journey = walk.hook === 'INPUT' ? 'arriving' : 'forwarded';
    const question = probePacket(survey.ruleset.family, { journey, port: 50_001, link, state: 'ESTABLISHED' });
    const trace = ask(survey, question);
    const witness = trace.fate === 'accepted' ? witnessOf(question, trace) : null;
    if (!witness || witness.by.kind !== 'rule' || witness.by.chain !== walk.hook || witness.by.table !== 'filter')
      continue;
    const { by } = witness;
    const asked = trace.steps.filter(
      (step) => step.kind === 'rule' && step.hook === walk.hook && step.place.table === 'filter',
    );
    const visit = walk.visits.find(({ rule, caller }) => rule.id === by.id && caller === null);
    if (asked.length <= MANY || !visit || ownerOf(visit) || !/--(ct)?state \S*ESTABLISHED/.test(visit.rule.text))
      continue;
    const rule = mention(visit);
    const { table, chain, id } = rule;
    return finding(survey, {
      kind: 'repliesLate',
      rule,
      sentence: `Packets of open connections are held against ${asked.length - 1} rules before ${spellPlace(rule)} accepts them.`,
      witness,
      owner: null,
      fix: canMoveUp(walk, visit)
        ? {
            label: 'Move it to the top',
            steps: [{ type: 'moveRule', table, chain, id, toChain: chain, after: null }],
            keepsFates: true,
          }
        : null,
    });
  }
  return null;
}

/** Whether every rule before does the same with the packets that both would take. */
function canMoveUp(walk: Walk, visit: Visit): boolean {
  if (!visit.reach) return false;
  return walk.concerned.near(visit.reach, 0, visit.position).every(({ does, exact, reach, asked }) => {
    const own = asked ?? reach;
    if (!own || !visit.reach || !boxesMeet(own, visit.reach)) return true;
    return exact && does.kind === 'ends' && does.verdict === 'ACCEPT';
  });
}

/** Services that are seldom meant for strangers. */
const INNER_SERVICES: Readonly<Record<number, string>> = {
  23: 'telnet',
  111: 'rpcbind',
  445: 'SMB',
  1433: 'SQL Server',
  2049: 'NFS',
  2375: 'Docker',
  3306: 'MySQL',
  3389: 'remote desktop',
  5432: 'PostgreSQL',
  5900: 'VNC',
  6379: 'Redis',
  9200: 'Elasticsearch',
  10_250: 'kubelet',
  11_211: 'memcached',
  27_017: 'MongoDB',
};

/** So many ports in one rule are meant one by one. */
const MOST_MEANT = 50;

const countOf = (spans: Spans): number => spans.reduce((sum, [from, to]) => sum + Number(to) - Number(from) + 1, 0);

/** Rules that open one of them, by its port, to everybody. */
function* openServices(survey: Survey, walk: Walk): Generator<Finding> {
  const { family } = survey.ruleset;
  const told = new Set<RuleId>();
  for (const [port, service] of Object.entries(INNER_SERVICES)) {
    const asked = (['far', 'other'] as const).map((from) => {
      const question = probePacket(family, { journey: 'arriving', port: Number(port), link: 'eth0', from });
      return witnessOf(question, ask(survey, question));
    });
    const [witness, other] = asked;
    if (witness?.fate !== 'accepted' || other?.fate !== 'accepted' || witness.by.kind !== 'rule') continue;
    const { by } = witness;
    const visit = walk.visits.find(({ rule }) => rule.id === by.id);
    const side = survey.space.sideOfField('destinationPort', 0);
    const ports = visit?.reach && sideOf(visit.reach, side);
    // Who opens a wide range of ports has not this one in mind.
    if (!visit || !ports || countOf(ports) > MOST_MEANT || ownerOf(visit) || told.has(by.id)) continue;
    told.add(by.id);
    const rule = mention(visit);
    yield finding(survey, {
      kind: 'openService',
      rule,
      sentence: `${spellPlace(rule)} opens port ${port} (${service}) to every address.`,
      witness,
      owner: null,
      fix: null,
    });
  }
}
