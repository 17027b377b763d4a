import type { OptionUse } from '../rule.ts';
import type { PacketChange } from '../packet/packet.ts';
import { defineTarget, type Given, type OptionDefinition, type Rewrite } from './definition.ts';
import { hex, mark, mask, readMark, type Mark } from './kinds/mark.ts';
import { flag } from './kinds/flag.ts';

const ALL = 0xffff_ffff;

/** Both tools store every spelling as one value and mask: new = (old & ~mask) ^ value. */
function toXmark(change: (value: number, mask: number) => readonly [number, number]): Rewrite {
  return {
    words: 1,
    to([word = '']) {
      const found = readMark(word);
      if (!found) return null;
      const [value, bits] = change(found.value, found.mask);
      return { name: '--set-xmark', values: [`${hex(value)}/${hex(bits)}`] };
    },
  };
}

const REWRITES: Readonly<Record<string, Rewrite>> = {
  '--set-mark': toXmark((value, bits) => [value, value | bits]),
  '--or-mark': toXmark((value) => [value, value]),
  '--and-mark': toXmark((value) => [0, ~value & ALL]),
  '--xor-mark': toXmark((value) => [value, 0]),
};

const SET_XMARK: OptionDefinition = {
  names: ['--set-xmark'],
  title: 'Set the mark',
  kind: mark({ mask: 'always' }),
  label: 'set',
  reads: ': {}',
};

/** The mark that a value and mask make of the old one; unknown bits that stay make the whole unknown. */
function xmark(old: number | undefined, change: Mark | undefined): number | undefined {
  if (!change) return undefined;
  if (old === undefined && change.mask !== ALL) return undefined;
  return (((old ?? 0) & ~change.mask) ^ change.value) >>> 0;
}

/** The packet's mark and its connection's, after one was set or copied; without a connection nothing happens. */
function copyMark({ packet, has, value }: Given): PacketChange {
  const { mark: own, connectionMark: theirs } = packet;
  if (theirs === null) return {};
  if (has('--set-xmark')) return { connectionMark: xmark(theirs, value('--set-xmark') as Mark | undefined) };
  const [nf = ALL, ct = ALL] = [value('--nfmask'), value('--ctmask')] as (number | undefined)[];
  if (has('--save-mark')) {
    // new = (connection & ~ctmask) ^ (packet & nfmask): xt_connmark.c
    return { connectionMark: own === undefined ? undefined : xmark(theirs, { mask: ct, value: (own & nf) >>> 0 }) };
  }
  return { mark: theirs === undefined ? undefined : xmark(own, { mask: nf, value: (theirs & ct) >>> 0 }) };
}

/** `-j MARK`: changes the packet's mark. */
export const MARK = defineTarget({
  name: 'MARK',
  help: 'Changes the packet’s mark',
  requires: [['--set-xmark']],
  outcome: 'other',
  ends: false,
  writes: ['mark'],
  alters: ({ packet, value }) => ({ mark: xmark(packet.mark, value('--set-xmark') as Mark | undefined) }),
  reads: 'gets another mark',
  options: [SET_XMARK],
  rewrites: REWRITES,
});

const MASKS = ['--nfmask', '--ctmask', '--mask'];

/** Copying a mark always prints both masks, `--mask` sets both; setting one takes a mask that comes later as its own. */
function withMasks(options: readonly OptionUse[]): readonly OptionUse[] {
  const copies = options.some(({ name }) => name === '--save-mark' || name === '--restore-mark');
  if (!copies) return withSettingMask(options);
  const both = options.find(({ name }) => name === '--mask')?.values ?? [hex(ALL)];
  const missing = ['--nfmask', '--ctmask'].filter((name) => !options.some((use) => use.name === name));
  const rest = options.filter(({ name }) => name !== '--mask');
  return [...rest, ...missing.map((name) => ({ name, negated: false, values: both }))];
}

function withSettingMask(options: readonly OptionUse[]): readonly OptionUse[] {
  const at = options.findIndex(({ name }) => name === '--set-xmark');
  const change = readMark(options[at]?.values[0] ?? '');
  const bits = options.slice(at + 1).findLast(({ name }) => name === '--ctmask' || name === '--mask')?.values[0];
  const kept = readMark(bits ?? '')?.value ?? change?.mask;
  if (!change || kept === undefined) return options;
  const others = options.filter(({ name }) => name !== '--set-xmark' && !MASKS.includes(name));
  return [{ name: '--set-xmark', negated: false, values: [`${hex(change.value)}/${hex(kept)}`] }, ...others];
}

/** `-j CONNMARK`: changes the connection's mark, or copies between it and the packet's. */
export const CONNMARK = defineTarget({
  name: 'CONNMARK',
  help: 'Changes the connection’s mark, or copies between it and the packet’s',
  requires: [['--set-xmark', '--save-mark', '--restore-mark']],
  excludes: [
    ['--set-xmark', '--save-mark', '--restore-mark'],
    ['--mask', '--nfmask'],
    ['--mask', '--ctmask'],
  ],
  outcome: 'other',
  ends: false,
  writes: ['mark', 'connectionMark'],
  alters: copyMark,
  tracks: () => true,
  reads: 'changes the mark of its connection',
  options: [
    SET_XMARK,
    {
      names: ['--save-mark'],
      title: 'Copy the packet’s mark to the connection',
      kind: flag,
      reads: ': a copy of its own',
    },
    {
      names: ['--restore-mark'],
      title: 'Copy the connection’s mark to the packet',
      kind: flag,
      reads: ', or rather takes its own from there',
    },
    { names: ['--nfmask'], kind: mask, reads: 'within {} of the packet' },
    { names: ['--ctmask'], kind: mask, reads: 'within {} of the connection' },
    { names: ['--mask'], kind: mask, reads: 'within {}' },
  ],
  rewrites: REWRITES,
  completes: withMasks,
});
