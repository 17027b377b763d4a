/** How bad: something does not work, is likely a mistake, or could be tighter. */
export const SEVERITIES = ['broken', 'mistake', 'tidy'] as const;

/** One of them. */
export type Severity = (typeof SEVERITIES)[number];

/** As a heading says it. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  broken: 'Does not work',
  mistake: 'Likely a mistake',
  tidy: 'Could be tighter',
};

/** What the docs say of a kind of finding. */
export interface KindOfFinding {
  readonly severity: Severity;
  /** What it means. */
  readonly means: string;
  /** How it is known. */
  readonly proof: string;
  /** What the fix does. */
  readonly fix: string;
}

const SETS = 'the sets of packets that rules take, through all calls';

/** Every kind of finding; docs/findings.md lists them. */
export const FINDING_KINDS = {
  repliesDropped: {
    severity: 'broken',
    means: 'Connections are let through one way, and the answers to them are not.',
    proof: 'two packets: the first of a connection is accepted, the answer to it is not',
    fix: 'accepts ESTABLISHED and RELATED at the top of the chain that refuses the answer',
  },
  natDropped: {
    severity: 'broken',
    means: 'A DNAT rule sends packets to a place for which FORWARD does not let them through.',
    proof: 'a packet that the rule translates and that FORWARD refuses',
    fix: 'accepts new connections to that place before the rule that refuses them',
  },
  neighboursDropped: {
    severity: 'broken',
    means: 'IPv6 neighbour discovery is refused: without it no IPv6 packet comes or goes.',
    proof: 'a solicitation or an advertisement that is refused',
    fix: 'accepts the four neighbour and router messages at the top of the chain',
  },
  loopbackDropped: {
    severity: 'broken',
    means: 'Programs of this host cannot talk to each other over lo.',
    proof: 'a packet over lo that is refused',
    fix: 'accepts lo at the top of the chain',
  },
  sixOpen: {
    severity: 'mistake',
    means: 'IPv6 lets in what IPv4 refuses.',
    proof: 'the same packet in both families: accepted in IPv6, refused in IPv4',
    fix: 'none: which rules IPv6 needs is for a person to say',
  },
  acceptsAll: {
    severity: 'mistake',
    means: 'A rule accepts every packet, and rules that refuse some stand behind it.',
    proof: SETS,
    fix: 'none: either the rule or those behind it are too many',
  },
  openInput: {
    severity: 'mistake',
    means: 'INPUT accepts some packets by rules and all others by its policy, so that the rules let in nothing more.',
    proof: 'a new connection to a port of which no rule speaks is accepted by the policy',
    fix: 'makes the policy DROP, where answers and lo are accepted by rules',
  },
  shadowed: {
    severity: 'mistake',
    means: 'A rule can never match: rules before it take all its packets, and do something else with them.',
    proof: SETS,
    fix: 'removes the rule',
  },
  covered: {
    severity: 'mistake',
    means: 'A rule can never match: rules before it take all its packets, and do the same with them.',
    proof: SETS,
    fix: 'removes the rule',
  },
  dead: {
    severity: 'mistake',
    means: 'A rule can never match: a rule before it in its chain takes every packet.',
    proof: SETS,
    fix: 'removes the rule',
  },
  impossible: {
    severity: 'mistake',
    means: 'A rule can never match: it asks for two things that no packet is.',
    proof: SETS,
    fix: 'removes the rule',
  },
  redundant: {
    severity: 'tidy',
    means: 'Without the rule, every packet would end just so.',
    proof: `${SETS}; and a packet whose fate is the same with and without the rule`,
    fix: 'removes the rule',
  },
  uncalledChain: {
    severity: 'tidy',
    means: 'No packet comes to a chain: no rule that is reached calls it.',
    proof: 'the calls of the table',
    fix: 'removes the chain with its rules',
  },
  emptyCall: {
    severity: 'tidy',
    means: 'A rule calls a chain that has no rules.',
    proof: 'the called chain',
    fix: 'removes the rule',
  },
  idleCall: {
    severity: 'tidy',
    means: 'A rule calls a chain that only comes back.',
    proof: 'the called chain, and all that it calls',
    fix: 'removes the rule',
  },
  repliesLate: {
    severity: 'tidy',
    means: 'Packets of open connections pass many rules before the one that accepts them.',
    proof: 'such a packet, and the rules that it is held against',
    fix: 'moves the rule to the top, where no rule before it would have refused such a packet',
  },
  logUnlimited: {
    severity: 'tidy',
    means: 'A rule writes a line to the log for every packet that somebody sends: whoever likes can fill it.',
    proof: 'a new packet that the rule logs',
    fix: 'logs at most five a minute',
  },
  openService: {
    severity: 'tidy',
    means: 'A service that is seldom meant for everybody is open to every address.',
    proof: 'a packet from any address that is accepted by the rule',
    fix: 'none: who may come is for a person to say',
  },
} as const satisfies Readonly<Record<string, KindOfFinding>>;

/** One of them. */
export type FindingKind = keyof typeof FINDING_KINDS;
