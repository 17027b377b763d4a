import type { ChainRef, Family, Ruleset } from '@sluice/netfilter';
import { useEffect, useState } from 'react';
import { useSelection } from '../state/selection.ts';
import { inParts } from '../state/in-parts.ts';
import { newRuleId, sliceOf, useWorkspace } from '../state/workspace.ts';
import { guessFamily } from './import-text.ts';
import { readImport, type ImportReading } from './read-import.ts';

/** A person who types is not waited for at each letter. */
const PAUSE = 150;

interface Read {
  readonly text: string;
  readonly before: Ruleset;
  readonly chain: ChainRef | null;
  readonly reading: ImportReading;
}

/** What the text says for the family that it names, or for the one that is seen. */
export function useReading(text: string): {
  readonly family: Family;
  readonly chain: ChainRef | null;
  /** Of this text, or of the one before while this one is read. */
  readonly reading: ImportReading | null;
  /** How much of the text has been read, from 0 to 1; null when all is. */
  readonly done: number | null;
} {
  const seen = useWorkspace((state) => state.family);
  const family = guessFamily(text) ?? seen;
  const before = useWorkspace((state) => sliceOf(state, family).current);
  const chain = useSelection((state) => state.selected);
  const [read, setRead] = useState<Read | null>(null);
  const [done, setDone] = useState(0);
  const isEmpty = text.trim() === '' || before === null;
  useEffect(() => {
    if (isEmpty) return;
    const given = new AbortController();
    const start = async (): Promise<void> => {
      const work = readImport(text, { before, chain }, newRuleId);
      const reading = await inParts(work, { signal: given.signal, told: setDone });
      if (reading) setRead({ text, before, chain, reading });
    };
    const timer = setTimeout(() => void start(), PAUSE);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [text, before, chain, isEmpty]);
  const isRead = isEmpty || (read?.text === text && read.before === before && read.chain === chain);
  return { family, chain, reading: isEmpty ? null : (read?.reading ?? null), done: isRead ? null : done };
}
