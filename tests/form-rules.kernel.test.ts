import { printSpec, saveFormOfArguments } from '../packages/iptables/src/index.ts';
import {
  asksOf,
  BACKENDS,
  FAMILIES,
  withMatch,
  type Ask,
  type Family,
  type MatchUse,
  type ModuleDefinition,
  type OptionDefinition,
  type OptionValue,
  type RuleSpec,
  type TableName,
} from '../packages/netfilter/src/index.ts';
import {
  announceSkip,
  askRules,
  kernelAvailable,
  MISREAD,
  modulesOf,
  NOT_IN_KERNEL,
  OF_THE_HOST,
  withKernel,
  type ToolAnswer,
} from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorsOf } from '../apps/web/src/inspector/field-edit.ts';
import { askedOptions, optionField, type SectionPlace } from '../apps/web/src/inspector/modules/option-field.ts';

/*
 * What a person can make by the controls of a form, and the form has nothing against, the real tools take on both
 * backends, and iptables-save shows the very line that stood below the form. `SLUICE_LONG=1` makes thousands.
 */
const kernel = kernelAvailable();
const canAsk = kernel.nft && kernel.legacy;
if (!canAsk) announceSkip('the property of forms', kernel.reason ?? '');

const RUNS = process.env['SLUICE_LONG'] === '1' ? 4000 : 250;
const SEED = Number(process.env['SLUICE_SEED'] ?? (process.env['SLUICE_LONG'] === '1' ? Date.now() % 1_000_000 : 1));

const LEFT_OUT = [OF_THE_HOST, NOT_IN_KERNEL, MISREAD].flatMap((each) => Object.keys(each));
/** Objects of the host, which a rule names. */
const NAMES_OF_THE_HOST = ['CT --helper', 'CT --timeout'];

interface Made {
  readonly table: TableName;
  readonly spec: RuleSpec;
}

function anyFormRule(family: Family): fc.Arbitrary<Made> {
  return fc.constantFrom(...modulesOf(family, LEFT_OUT)).chain((module) => {
    const table = module.place?.([])?.tables?.[0] ?? 'filter';
    const options = askedOptions(module, family).filter(
      ({ names: [name] }) => !NAMES_OF_THE_HOST.includes(`${module.name} ${name}`),
    );
    const needed = (module.requires ?? []).map((group) => fc.constantFrom(...group));
    const more = options.length > 0 ? fc.array(fc.constantFrom(...options), { maxLength: 3 }) : fc.constant([]);
    return fc.tuple(fc.tuple(...needed), more).chain(([names, extra]) => {
      const must = names.flatMap((name) => options.find((option) => option.names[0] === name) ?? []);
      const chosen = [...new Set([...must, ...extra])];
      return fc.tuple(...chosen.map((option) => anyValue(option, family))).map((values) => ({
        table,
        spec: typedIn(
          module,
          family,
          chosen.map((option, at) => [option, values[at]]),
        ),
      }));
    });
  });
}

/** The rule that the form writes when these values are given to its controls one after the other. */
function typedIn(
  module: ModuleDefinition,
  family: Family,
  typed: readonly (readonly [OptionDefinition, OptionValue | undefined])[],
): RuleSpec {
  const isTarget = module.type === 'target';
  const begun: RuleSpec = isTarget
    ? { ...settingFor(module), target: { how: 'jump', name: module.name, options: [] } }
    : withMatch({ matches: [], target: { how: 'jump', name: 'ACCEPT', options: [] } }, module.name, family);
  const place: SectionPlace = { at: isTarget ? 'target' : 0, isAdded: false };
  return typed.reduce((spec, [option, value]) => optionField(place, option).write(spec, value), begun);
}

/** iptables-legacy takes TCPMSS only where a packet begins a connection. */
const SYN: MatchUse = {
  module: 'tcp',
  options: [{ name: '--tcp-flags', negated: false, values: ['SYN,RST', 'SYN'] }],
};

function settingFor({ name, protocols }: ModuleDefinition): Pick<RuleSpec, 'protocol' | 'matches'> {
  const protocol = { negated: false, value: protocols?.[0] ?? 'tcp' };
  return { protocol, matches: name === 'TCPMSS' ? [SYN] : [] };
}

function anyValue({ kind, negatable }: OptionDefinition, family: Family): fc.Arbitrary<OptionValue> {
  const examples = kind.like
    .map((like) => (kind.words === 1 ? [like] : like.split(' ')))
    .filter((words) => kind.words > 0 && kind.parse(words, family).ok);
  const whole = examples.length > 0 ? fc.constantFrom(...examples) : fc.constant<string[]>([]);
  const words = whole.chain((example) =>
    fc.tuple(...asksOf(kind).map((ask, at) => anyWord(ask, example[at] ?? '').filter(isTaken(at, example)))),
  );
  // A name that the host looks up may be none of this host.
  const isTaken = (at: number, example: readonly string[]) => (word: string) => {
    const read = kind.parse(example.with(at, word), family);
    return read.ok && kind.lookup?.(read.value) === undefined;
  };
  return fc.record({
    negated: negatable === true ? fc.integer({ min: 0, max: 3 }).map((one) => one === 0) : fc.constant(false),
    values: words,
  });
}

/** What a control can give: any of its choices, or a line that a person might type. */
function anyWord(ask: Ask, example: string): fc.Arbitrary<string> {
  switch (ask.by) {
    case 'line': {
      const offers = Array.isArray(ask.offers) ? (ask.offers as readonly string[]) : [];
      return fc.oneof(
        fc.constantFrom(example, ...offers),
        fc.nat({ max: 300 }).map(String),
        fc.string({ maxLength: 12, unit: 'grapheme-ascii' }),
      );
    }
    case 'one':
      return fc.constantFrom(...ask.of);
    case 'some':
      return fc.subarray([...ask.of], { minLength: 1 }).map((words) => words.join(','));
    case 'amount':
      return fc
        .tuple(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(...ask.units))
        .map(([count, { suffix }]) => `${count}${suffix}`);
  }
}

/** The words of a printed rule. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:\\.|[^"\\])*)"|\S+/g)].map(([word, quoted]) =>
    quoted === undefined ? word : quoted.replaceAll(/\\(.)/g, '$1'),
  );
}

/** The line as iptables-save has it, which puts no quotes around names. */
function savedAs(words: readonly string[], family: Family): string {
  const form = saveFormOfArguments(['-A', 'asked', ...words], { family, table: 'filter' });
  return form.ok ? form.value.map((line) => line.replace('-A asked ', '')).join('\n') : 'not read again';
}

const said = (answer: ToolAnswer | undefined): string =>
  answer === undefined ? 'nothing' : 'saved' in answer ? answer.saved.join('\n') : `refused: ${answer.refused}`;

describe.skipIf(!canAsk).each(FAMILIES)('rules built by forms: %s', (family) => {
  it(`are taken as they stand, and come back the same, seed ${SEED}`, { timeout: 1_800_000 }, async () => {
    const made = fc.sample(anyFormRule(family), { numRuns: RUNS, seed: SEED });
    const right = made.filter(({ spec }) => errorsOf(spec, family).length === 0);
    const lines = new Map(
      right.map(({ table, spec }) => {
        const line = printSpec(spec, { family });
        const words = wordsOf(line);
        return [`${table} ${line}`, { table, line, words, saved: savedAs(words, family), expectsYes: true }];
      }),
    );
    const questions = [...lines.values()];
    expect(questions.length).toBeGreaterThan(RUNS / 3);
    const [nft = [], legacy = []] = await Promise.all(
      BACKENDS.map((backend) => withKernel({ backend, family }, (each) => askRules(each, questions))),
    );
    // Where the backends print a rule differently, ours is the form of one of them.
    const differing = questions.flatMap(({ table, line, saved }, at) => {
      const answers = [said(nft[at]), said(legacy[at])];
      const isTaken = answers.every((answer) => !answer.startsWith('refused'));
      return isTaken && answers.includes(saved) ? [] : [{ table, line, nft: answers[0], legacy: answers[1] }];
    });
    expect(differing).toEqual([]);
  });
});
