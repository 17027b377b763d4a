import { coverageOf, saveFormOf, saveFormOfArguments, type SaveForm } from '@sluice/iptables';
import { z } from 'zod';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { familyOf, readTextFile } from './text-file.ts';
import type { Output } from './text-verbs.ts';

const Question = z
  .object({ family: z.enum(['ipv4', 'ipv6']).default('ipv4'), table: z.string().default('filter') })
  .and(z.union([z.object({ argv: z.array(z.string()) }), z.object({ rule: z.string() })]));

/** `save-form --jsonl`: for each line, what iptables-save would print, or why iptables refuses it. */
export function saveForm(path: string | undefined, out: Output): void {
  const file = readTextFile(path);
  const answers: string[] = [];
  for (const [at, line] of file.text.split('\n').entries()) {
    if (line.trim() === '') continue;
    answers.push(`${JSON.stringify(printable(answer(line, `${file.name}:${at + 1}`)))}\n`);
  }
  out.write(answers.join(''));
}

function answer(line: string, place: string): SaveForm {
  const question = Question.safeParse(readJson(line, place));
  if (!question.success) {
    throw new CommandFailure(`${place}: expected {"family","table","rule" or "argv"}.`, EXIT.usage);
  }
  const { data } = question;
  return 'argv' in data ? saveFormOfArguments(data.argv, data) : saveFormOf(data.rule, data);
}

function readJson(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new CommandFailure(`${place}: this line is not JSON.`, EXIT.usage);
  }
}

function printable(form: SaveForm): unknown {
  return form.ok ? { accepted: true, save: form.value } : { accepted: false, save: [], error: form.error };
}

/** `coverage`: for each file, how many of its rules are wholly understood, and the words that are not. */
export function coverage(
  paths: readonly string[],
  flags: { readonly family?: string; readonly ipv6?: boolean },
  out: Output,
): void {
  for (const path of paths) {
    const file = readTextFile(path);
    const isNamedSix = file.name.endsWith('.v6.save') && flags.family === undefined;
    const family = isNamedSix ? 'ipv6' : familyOf(flags);
    const { rules, understood, unknown } = coverageOf(file.text, { family });
    out.write(`${file.name}: ${understood} of ${rules} rules understood\n`);
    for (const [word, count] of unknown) out.write(`  ${count} × ${word}\n`);
  }
}
