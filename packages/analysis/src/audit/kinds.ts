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
} as const satisfies Readonly<Record<string, KindOfFinding>>;

/** One of them. */
export type FindingKind = keyof typeof FINDING_KINDS;
