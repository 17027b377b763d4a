import { ok, refuse } from '../result.ts';
import { defineMatch } from './definition.ts';
import type { Kind } from './kind.ts';
import { text } from './kinds/text.ts';

const MOST_INSTRUCTIONS = 64;

/** The greatest numbers of an instruction's code, two jumps and operand. */
const MOST = [0xffff, 0xff, 0xff, 0xffff_ffff];

/** A program ends by returning: the class of its last code. */
const RETURN_CLASS = 6;
const CLASS_BITS = 8;

function readInstruction(part: string): readonly number[] | undefined {
  const words = part.trim().split(/\s+/);
  const isInstruction = words.length === MOST.length && words.every((word) => /^\d+$/.test(word));
  const numbers = words.map(Number);
  return isInstruction && numbers.every((value, at) => value <= (MOST[at] ?? 0)) ? numbers : undefined;
}

/** `COUNT,CODE JT JF K,...`: a program of the classic packet filter, as nfbpf_compile writes it. */
const bytecode: Kind<readonly string[]> = {
  words: 1,
  quoting: 'always',
  like: ['1,6 0 0 1'],
  parse([word = '']) {
    const [count = '', ...parts] = word.replace(/,$/, '').split(',');
    const instructions = parts.map(readInstruction);
    const isWhole = /^\d+$/.test(count) && Number(count) === parts.length && parts.length > 0;
    const isReturning = (instructions.at(-1)?.[0] ?? 0) % CLASS_BITS === RETURN_CLASS;
    if (!isWhole || !isReturning || parts.length > MOST_INSTRUCTIONS || instructions.some((each) => !each)) {
      return refuse({
        found: word,
        want: 'a program as nfbpf_compile writes it, like “1,6 0 0 1”, that ends returning',
      });
    }
    return ok(instructions.map((each) => each?.join(' ') ?? ''));
  },
  print: (instructions) => [[String(instructions.length), ...instructions].join(',')],
  read: ({ length }) => `of ${length} ${length === 1 ? 'instruction' : 'instructions'}`,
  brief: ({ length }) => `${length} instr.`,
};

/** `-m bpf`: whether a program takes the packet. */
export const bpf = defineMatch({
  name: 'bpf',
  help: 'Whether a compiled BPF program takes the packet',
  requires: [['--bytecode', '--object-pinned']],
  excludes: [['--bytecode', '--object-pinned']],
  options: [
    { names: ['--bytecode'], kind: bytecode, label: 'program', reads: 'that a filter program {} takes' },
    {
      names: ['--object-pinned'],
      kind: text({ quoting: 'never', min: 1, keeps: 511 }),
      label: 'program',
      reads: 'that the program at {} takes',
    },
  ],
});
