import { readFileSync } from 'node:fs';
import type { Backend, Family } from '@sluice/netfilter';
import { corpus } from '@sluice/testkit';
import { describe, expect, it, test } from 'vitest';
import { saveFormOf, saveFormOfArguments, type SaveForm } from './index.ts';

/*
 * What the real tools answered, recorded in the corpus, against what we say. SLUICE_CASES=hashlimit lists what differs
 * among the cases whose name holds the word (libxt_hashlimit.t), instead of comparing with the known differences.
 */
const found = corpus();
// oxlint-disable-next-line no-console -- a skip is said aloud
if (!found) console.warn('skipped: the corpus is not on this machine (SLUICE_SHARED)');
const wanted = process.env['SLUICE_CASES'];

interface Answer {
  readonly rc: number;
  readonly save?: readonly string[] | null;
  readonly stderr?: string;
  readonly err?: string;
}

interface Case {
  /** Where it comes from, for the list of known differences. */
  readonly name: string;
  readonly rule: string;
  readonly ours: SaveForm;
  readonly theirs: Answer;
}

function lines<T>(name: string): T[] {
  const text = found ? readFileSync(found.path(name), 'utf8') : '';
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

/** Names of cases that may differ, below their reason. The list may only shrink. */
const known = new Set(
  readFileSync(new URL('save-form.known-differences.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
);

const familyOf = (version: string): Family => (version === 'v4' ? 'ipv4' : 'ipv6');

interface ToolCase extends Readonly<Record<Backend, Answer>> {
  readonly file: string;
  readonly line: number;
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly rule: string;
  /** What the tool's authors expect; the kernel of the recording lacked an option where the answer is another. */
  readonly spec: 'OK' | 'FAIL';
}

interface Probe extends Readonly<Record<Backend, Answer>> {
  readonly argv: readonly string[];
  readonly table: string;
  readonly family: string;
}

/** One backend's answer: nft's, or legacy's where only that has one. */
function answerOf({ nft, legacy }: Readonly<Record<Backend, Answer>>): Answer {
  return nft.rc !== 0 && legacy.rc === 0 ? legacy : nft;
}

const toolCases = lines<ToolCase>('t-cases.jsonl')
  .filter(({ spec, nft }) => (spec === 'OK') === (nft.rc === 0))
  .map((each): Case => {
    const { file, line, table, chain, rule } = each;
    const family = familyOf(each.family);
    const name = `${file}:${line} ${each.family} ${table} ${chain}`;
    return { name, rule, ours: saveFormOf(`-A ${chain} ${rule}`, { family, table }), theirs: answerOf(each) };
  });

const probes = lines<Probe>('grammar-probes.jsonl').map((each): Case => {
  const { argv, table } = each;
  const family = familyOf(each.family);
  const rule = argv.join(' ');
  return { name: `probe ${rule}`, rule, ours: saveFormOfArguments(argv, { family, table }), theirs: answerOf(each) };
});

/** What the two sides say of the case, when they differ. */
function differenceOf({ ours, theirs }: Case): string | null {
  if (!ours.ok) return theirs.rc === 0 ? `refused: ${ours.error}` : null;
  if (theirs.rc !== 0) return `accepted: ${ours.value.join(' | ')} (the tool: ${theirs.stderr ?? theirs.err})`;
  // The recording of some probes shows chains that were there before.
  const kind = ours.value[0]?.charAt(0) ?? '-';
  const saved = (theirs.save ?? []).filter((line) => line.startsWith(kind));
  return saved.join('\n') === ours.value.join('\n')
    ? null
    : `${ours.value.join(' | ')} (the tool: ${saved.join(' | ')})`;
}

const differing = [...toolCases, ...probes].flatMap((each) => {
  const difference = differenceOf(each);
  return difference === null ? [] : [{ name: each.name, rule: each.rule, difference }];
});

describe.skipIf(!found || wanted !== undefined)('the save form', () => {
  it('is what the tool printed, or a refusal where it refused, but for the known differences', () => {
    const names = new Set(differing.map(({ name }) => name));
    const surprises = differing.filter(({ name }) => !known.has(name));
    expect(surprises).toEqual([]);
    // A difference that is gone leaves the list: it may only shrink.
    expect([...known].filter((name) => !names.has(name))).toEqual([]);
  });
});

test.runIf(wanted !== undefined)(`differences in ${wanted}`, () => {
  expect(differing.filter(({ name }) => name.includes(wanted ?? ''))).toEqual([]);
});
