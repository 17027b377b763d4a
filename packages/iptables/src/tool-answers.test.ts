import { existsSync, readFileSync } from 'node:fs';
import { findMatch, findTarget, type Family, type RuleSpec } from '@sluice/netfilter';
import { corpus } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { checkDocument, checkRuleText, parseSave, printSpec, readSpec, type Diagnostic } from './index.ts';
import type { Word } from './lexer.ts';
import { readRuleWords } from './rule-words.ts';

/** What the real tools answered, once, on iptables 1.8.9 and kernel 6.18 (recorded in the corpus). */
const found = corpus();
// oxlint-disable-next-line no-console -- a skip is said aloud
if (!found) console.warn('skipped: the corpus is not on this machine (SLUICE_SHARED)');

interface Answer {
  readonly rc: number;
  readonly save?: readonly string[] | null;
  readonly rules?: readonly string[] | null;
}

function lines<T>(name: string): T[] {
  const text = found ? readFileSync(found.path(name), 'utf8') : '';
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

const familyOf = (version: string): Family => (version === 'v4' ? 'ipv4' : 'ipv6');
const errorsOf = (all: readonly Diagnostic[]): readonly Diagnostic[] =>
  all.filter(({ severity }) => severity === 'error');
const isKnown = ({ matches, target }: RuleSpec): boolean =>
  matches.every(({ module }) => findMatch(module)) && (!target || findTarget(target.name) !== undefined);

interface TestCase {
  readonly family: string;
  readonly rule: string;
  readonly nft: Answer & { readonly accepted: boolean };
}

describe.skipIf(!found)("the tool's own test cases", () => {
  const cases = lines<TestCase>('t-cases.jsonl').map((each) => {
    const family = familyOf(each.family);
    const spec = readSpec(each.rule);
    return { ...each, family, spec, errors: errorsOf(checkRuleText(each.rule, { family })) };
  });
  const accepted = cases.filter(({ nft }) => nft.accepted);
  const share = (of: typeof cases): number => {
    const same = of.filter(({ nft, spec, family }) => {
      const [saved, ...more] = nft.save ?? [];
      return more.length === 0 && saved?.replace(/^-A \S+ ?/, '') === printSpec(spec, { family });
    });
    return same.length / of.length;
  };

  it('are printed as the tool prints them: 99 % of those of modules that we describe', () => {
    expect(share(accepted.filter(({ spec }) => isKnown(spec)))).toBeGreaterThan(0.99);
  });

  it('are printed as the tool prints them: 87 % of all', () => {
    expect(share(accepted)).toBeGreaterThan(0.87);
  });

  it('have no errors where the tool accepts them', () => {
    expect(accepted.filter(({ errors }) => errors.length > 0).map(({ rule }) => rule)).toEqual([]);
  });

  it('have errors where the command line refuses them: 96 % of those of modules that we describe', () => {
    const refused = cases.filter(({ nft, spec }) => nft.rc === 2 && isKnown(spec));
    expect(refused.filter(({ errors }) => errors.length > 0).length / refused.length).toBeGreaterThan(0.96);
  });
});

interface GrammarProbe {
  readonly tag: string;
  readonly argv: readonly string[];
  readonly family: string;
  readonly nft: Answer;
  readonly legacy: Answer;
}

describe.skipIf(!found)('probes of the grammar', () => {
  const probes = lines<GrammarProbe>('grammar-probes.jsonl').filter(({ argv }) => argv[0] === '-A');

  it('are printed as the tool prints them, where it accepts them and we describe the modules', () => {
    const different: string[] = [];
    for (const { argv, family, nft, legacy } of probes) {
      const saved = (nft.save ?? legacy.save ?? []).find((line) => line.startsWith('-A'));
      const words = argv.map((text, at): Word => ({ text, quoted: /\s|^$/.test(text), start: at, end: at }));
      const { spec } = readRuleWords(words);
      if (saved === undefined || !isKnown(spec)) continue;
      const printed = `${argv.slice(0, 2).join(' ')} ${printSpec(spec, { family: familyOf(family) })}`.trimEnd();
      // The tool prints names that break its own output; it looks host names up.
      // nft keeps 64 bytes of an NFLOG prefix, legacy 63: we print what both keep.
      const isOdd = argv.some((word) => ['localhost', 'lo"', 'e th', 'x y', 'x'.repeat(64)].includes(word));
      if (printed !== saved && !isOdd) different.push(`${saved} <> ${printed}`);
    }
    expect(different).toEqual([]);
  });
});

interface RestoreProbe {
  readonly tag: string;
  readonly text: string;
  readonly args: readonly string[];
  readonly nft: Answer;
  readonly legacy: Answer;
}

/** Where we differ on purpose, or cannot know. */
const RESTORE_EXCEPTIONS: Readonly<Record<string, string>> = {
  'escaped quote outside': 'the tool accepts an open quotation, with the line break in it',
  'glued short opts': 'refused by 1.8.9, valid in 1.8.11: a warning',
  'glued -s': 'refused by 1.8.9, valid in 1.8.11: a warning',
  equals: 'refused by 1.8.9, valid in 1.8.11: a warning',
  'jump =': 'refused by 1.8.9, valid in 1.8.11: a warning',
  '-C fails': 'changes nothing, so it is passed over',
  hostname: 'only the host can look it up',
  'NUL-ish': 'we refuse control characters',
  'table twice -n': 'we read a file as without --noflush',
  '! -s 0/0': 'accepted by legacy only',
};

describe.skipIf(!found)('probes of restore files', () => {
  it.each(lines<RestoreProbe>('restore-probes.jsonl'))('$tag', ({ tag, text, nft, legacy }) => {
    if (tag in RESTORE_EXCEPTIONS) return;
    const document = parseSave(text, { family: 'ipv4' });
    const errors = errorsOf([...document.diagnostics, ...checkDocument(document)]).map(({ code }) => code);
    const accepting = [nft, legacy].find(({ rc }) => rc === 0);
    if (!accepting) {
      expect(errors).not.toEqual([]);
      return;
    }
    const rules = document.ruleset.tables.flatMap(({ chains }) =>
      chains.flatMap(({ name, rules: all }) => all.map(({ spec }) => `-A ${name} ${printSpec(spec)}`.trimEnd())),
    );
    const theirs = (accepting.rules ?? []).map((rule) => rule.replace(/^\[\d+:\d+\] /, ''));
    expect(rules.toSorted()).toEqual(theirs.toSorted());
    expect(errors).toEqual([]);
  });
});

describe.skipIf(!found)('rulesets of the corpus', () => {
  const loads = new Map(
    found &&
      readFileSync(found.path('dumps/SOURCES.tsv'), 'utf8')
        .split('\n')
        .map((line) => line.split('\t'))
        .map((cells) => [`${cells[0]}.${cells[1]}`, cells[9]] as const),
  );
  const whole = (found?.dumps() ?? []).filter(({ name, family }) => loads.get(`${name}.${short(family)}`) === 'ok');

  it('have no errors where iptables-nft loads them', () => {
    for (const { name, family, text } of whole) {
      const document = parseSave(text, { family });
      expect(errorsOf([...document.diagnostics, ...checkDocument(document)]), name).toEqual([]);
    }
  });

  it('mean what iptables-nft made of them: every rule in its place, 99 % in the same words', () => {
    let same = 0;
    let all = 0;
    for (const { name, family, text } of whole) {
      const path = found?.path(`dumps/${name}.${short(family)}.saved-by-nft`) ?? '';
      if (!existsSync(path)) continue;
      const ours = parseSave(text, { family }).ruleset;
      const theirs = parseSave(readFileSync(path, 'utf8'), { family }).ruleset;
      for (const table of theirs.tables) {
        const own = ours.tables.find((each) => each.name === table.name);
        for (const chain of table.chains) {
          const rules = own?.chains.find((each) => each.name === chain.name)?.rules ?? [];
          expect(rules.length, `${name} ${table.name} ${chain.name}`).toBe(chain.rules.length);
          all += rules.length;
          same += rules.filter(({ spec }, at) => printSpec(spec, { family }) === chain.rules[at]?.text).length;
        }
      }
    }
    expect(all).toBeGreaterThan(5000);
    expect(same / all).toBeGreaterThan(0.99);
  });
});

function short(family: Family): string {
  return family === 'ipv4' ? 'v4' : 'v6';
}
