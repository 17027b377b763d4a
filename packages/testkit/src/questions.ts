import type { TableName } from '@sluice/netfilter';
import type { Kernel } from './kernel.ts';

/** A rule to be asked of a real tool, words as the program would get them, without `-A CHAIN`. */
export interface RuleQuestion {
  readonly table: TableName;
  readonly words: readonly string[];
  /** The answer that is expected: it only decides how to ask fast. */
  readonly expectsYes: boolean;
}

/** What a tool made of a rule: the rules that it saved, without `-A CHAIN`, or its own words of refusal. */
export type ToolAnswer = { readonly saved: readonly string[] } | { readonly refused: string };

const CHAIN = 'asked';

/** So many rules are loaded at once, as long as all of them are taken. */
const BATCH = 250;

/**
 * What this kernel's tool answers to each rule, in a user-defined chain that nothing calls. Rules that are expected to be
 * taken are loaded together, each in a chain of its own: one by one only where one of them is refused.
 */
export async function askRules(kernel: Kernel, questions: readonly RuleQuestion[]): Promise<readonly ToolAnswer[]> {
  const answers = new Map<RuleQuestion, ToolAnswer>();
  const likely = questions.filter(({ expectsYes }) => expectsYes);
  for (let at = 0; at < likely.length; at += BATCH) await askTogether(kernel, likely.slice(at, at + BATCH), answers);
  await askForRefusals(
    kernel,
    questions.filter(({ expectsYes }) => !expectsYes),
    answers,
  );
  const alone = questions.filter((question) => !answers.has(question));
  for (const question of alone) answers.set(question, await askAlone(kernel, question));
  return questions.map((question) => answers.get(question) ?? { refused: 'never asked' });
}

type Answers = Map<RuleQuestion, ToolAnswer>;

async function askTogether(kernel: Kernel, questions: readonly RuleQuestion[], answers: Answers): Promise<void> {
  const [first] = questions;
  if (!first) return;
  if (questions.length === 1) return;
  const tables = [...new Set(questions.map(({ table }) => table))];
  const text = tables.map((table) => tableText(table, questions)).join('');
  const loaded = await kernel.restore(text);
  if (loaded.status === 0) {
    const saved = await savedByChain(kernel);
    for (const [at, question] of questions.entries())
      answers.set(question, { saved: saved.get(`${question.table} c${at}`) ?? [] });
    return;
  }
  const middle = Math.ceil(questions.length / 2);
  await askTogether(kernel, questions.slice(0, middle), answers);
  await askTogether(kernel, questions.slice(middle), answers);
}

function tableText(table: TableName, questions: readonly RuleQuestion[]): string {
  const own = questions.flatMap((question, at) => (question.table === table ? [{ question, at }] : []));
  const chains = own.map(({ at }) => `:c${at} - [0:0]\n`).join('');
  const rules = own.map(({ question, at }) => `-A c${at} ${question.words.map(quoteAlways).join(' ')}\n`).join('');
  return `*${table}\n${chains}${rules}COMMIT\n`;
}

function quoteAlways(word: string): string {
  return `"${word.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** The rules of each `TABLE CHAIN`. */
async function savedByChain(kernel: Kernel): Promise<ReadonlyMap<string, readonly string[]>> {
  const saved = new Map<string, string[]>();
  let table = '';
  for (const line of (await kernel.save()).split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const [, chain = '', rule = ''] = /^\[\d+:\d+\] -A (\S+) ?(.*)$/.exec(line) ?? [];
    if (chain === '') continue;
    const key = `${table} ${chain}`;
    saved.set(key, [...(saved.get(key) ?? []), rule]);
  }
  return saved;
}

/** Rules that are expected to be refused, in one shell; what is taken after all has no answer yet. */
async function askForRefusals(kernel: Kernel, questions: readonly RuleQuestion[], answers: Answers): Promise<void> {
  const program = kernel.tool('');
  const tables = [...new Set(questions.map(({ table }) => table))];
  const lines = [
    ...tables.map((table) => `${program} -t ${table} -N ${CHAIN}`),
    ...questions.map(({ table, words }, at) => {
      const command = [program, '-t', table, '-A', CHAIN, ...words].map(quoteForShell).join(' ');
      return `${command} 2>&1 && echo; echo "${MARK} ${at} $?"`;
    }),
    ...tables.map((table) => `${program} -t ${table} -F ${CHAIN}; ${program} -t ${table} -X ${CHAIN}`),
  ];
  const { stdout } = await kernel.run(['sh', '-s'], { input: `${lines.join('\n')}\n`, timeoutMs: 600_000 });
  let said: string[] = [];
  for (const line of stdout.split('\n')) {
    const [, at, status] = new RegExp(`^${MARK} (\\d+) (\\d+)$`).exec(line) ?? [];
    const question = questions[Number(at)];
    if (at === undefined) said.push(line);
    else {
      if (question && status !== '0') answers.set(question, { refused: said.join('\n').trim() });
      said = [];
    }
  }
}

/** Stands between the answers. */
const MARK = '==answer==';

function quoteForShell(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

async function askAlone(kernel: Kernel, { table, words }: RuleQuestion): Promise<ToolAnswer> {
  const program = kernel.tool('');
  await kernel.run([program, '-t', table, '-N', CHAIN]);
  const added = await kernel.run([program, '-t', table, '-A', CHAIN, ...words]);
  const saved = added.status === 0 ? ((await savedByChain(kernel)).get(`${table} ${CHAIN}`) ?? []) : [];
  await kernel.run([program, '-t', table, '-F', CHAIN]);
  await kernel.run([program, '-t', table, '-X', CHAIN]);
  return added.status === 0 ? { saved } : { refused: added.stderr.trim() };
}
