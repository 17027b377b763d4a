import {
  PACKET_WORDS,
  readQuestion,
  simulate,
  spellPacket,
  type Assumption,
  type Decider,
  type Fate,
  type PacketWord,
  type PacketWords,
  type Question,
  type Step,
  type Trace,
} from '@sluice/analysis';
import { parseSave } from '@sluice/iptables';
import { findChain, type Backend, type Family, type Ruleset } from '@sluice/netfilter';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { readTextFile } from './text-file.ts';
import type { Output } from './text-verbs.ts';

/** What `simulate` is told. */
export interface SimulateFlags {
  readonly family: Family;
  readonly backend: Backend;
  readonly packet: readonly string[];
  readonly json: boolean;
  readonly expect?: string | undefined;
}

const FATES: readonly Fate[] = ['accepted', 'dropped', 'rejected', 'lost', 'unknown'];

/** `simulate`: what the ruleset does with each packet; gives the exit code. */
export function simulatePackets(path: string | undefined, flags: SimulateFlags, out: Output): number {
  const expected = FATES.find((fate) => fate === flags.expect);
  if (flags.expect !== undefined && !expected) {
    throw new CommandFailure(`There is no fate "${flags.expect}". Use ${FATES.join(', ')}.`, EXIT.usage);
  }
  const questions = flags.packet.map((packet) => questionOf(packet, flags.family));
  const file = readTextFile(path);
  const { ruleset } = parseSave(file.text, { family: flags.family });
  const answers = questions.map((question) => ({ question, trace: simulate(ruleset, question, flags.backend) }));
  if (flags.json) for (const { question, trace } of answers) out.write(`${jsonOf(question, trace)}\n`);
  else out.write(answers.map(({ question, trace }) => textOf(question, trace, ruleset)).join('\n'));
  const isAsExpected = answers.every(({ trace }) => expected === undefined || trace.fate === expected);
  return isAsExpected ? EXIT.done : EXIT.refused;
}

/** `in=eth0 proto=tcp src=192.0.2.9 dport=22`: words with blanks or semicolons between them. */
function questionOf(text: string, family: Family): Question {
  const words: Partial<Record<PacketWord, string>> = {};
  for (const part of text.split(/[\s;]+/).filter(Boolean)) {
    const [name = '', value = ''] = splitOnce(part);
    const word = PACKET_WORDS.find((each) => each === name);
    if (!word)
      throw new CommandFailure(`"${part}" says nothing of a packet. Use ${PACKET_WORDS.join(', ')}.`, EXIT.usage);
    words[word] = value;
  }
  const question = readQuestion(words satisfies PacketWords, family);
  if (question.ok) return question.value;
  const { word, want } = question.error;
  throw new CommandFailure(`${word}=${words[word]} is not right. Use ${want}.`, EXIT.usage);
}

function splitOnce(part: string): readonly string[] {
  const at = part.indexOf('=');
  return at < 0 ? [part] : [part.slice(0, at), part.slice(at + 1)];
}

function jsonOf(question: Question, trace: Trace): string {
  return JSON.stringify({ question, ...trace }, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

const ASSUMPTIONS: Readonly<Record<Assumption, string>> = {
  translatedOnward: 'the new destination is another machine, reached by an interface that is not known',
  untranslated: 'the connection that exists is not translated',
};

function textOf(question: Question, trace: Trace, ruleset: Ruleset): string {
  const steps = trace.steps.map((step) => `  ${step.sure ? ' ' : '?'} ${lineOf(step, ruleset)}`);
  const taken = trace.assumptions.map((each) => `  taken for granted: ${ASSUMPTIONS[each]}`);
  const ends = trace.endings.map(({ fate, by }) => `  may be ${fate} by ${spellDecider(by)}`);
  const [only] = trace.endings;
  const verdict = only && trace.endings.length === 1 ? ` by ${spellDecider(only.by)}` : '';
  const head = `${spellPacket(question.packet)}: ${trace.fate}${verdict}`;
  return `${[head, ...(trace.endings.length > 1 ? ends : []), ...steps, ...taken].join('\n')}\n`;
}

/** One step as a line. */
function lineOf(step: Step, ruleset: Ruleset): string {
  switch (step.kind) {
    case 'chain':
      return `${step.table} ${step.hook}${step.rules === 0 ? ' (empty)' : ''}`;
    case 'rule': {
      const { table, chain, index } = step.place;
      const because = step.because === undefined ? '' : ` (${step.because})`;
      const text = findChain(ruleset, { table, chain })?.rules[index]?.text;
      return `  ${chain} ${index + 1}: ${ANSWERS[step.answer]}${because}: ${text}`;
    }
    case 'policy':
      return `  policy ${step.policy}`;
    case 'tracking':
      return `connection tracking: ${step.states?.join(',') ?? 'not known'}`;
    case 'routing':
      return `routing: ${step.to}${step.packet.outInterface ? ` out ${step.packet.outInterface}` : ''}`;
    case 'loopback':
      return 'loopback: comes in again by lo';
    case 'end':
      return `${step.fate} by ${spellDecider(step.by)}`;
  }
}

const ANSWERS = { yes: 'matches', no: 'does not match', unknown: 'may match' } as const;

function spellDecider(by: Decider): string {
  switch (by.kind) {
    case 'rule':
      return `${by.table} ${by.chain} rule ${by.index + 1}`;
    case 'policy':
      return `the policy of ${by.table} ${by.chain}`;
    case 'end':
      return by.at === 'routing' ? 'routing: its last hop was this one' : 'nobody: no rule looks at it';
  }
}
