import type { HostChange } from '@sluice/protocol';
import type { Notice } from '../state/notices.ts';

/** How a change ended, for a person; `notice` when it must be seen, not only passed by. */
export function endingWords(
  last: NonNullable<HostChange['last']>,
  host: string,
): { readonly notice: boolean; readonly words: Omit<Notice, 'id' | 'host'> } {
  if (last.state === 'confirmed') {
    return { notice: false, words: { tone: 'info', title: `${host} keeps the new rules.` } };
  }
  if (last.state === 'rolledBack') {
    return {
      notice: true,
      words: {
        tone: 'warning',
        title: `Rolled back${reasonOf(last)}`,
        text: `${host} runs the rules of before. Your draft is kept.${detailOf(last)}`,
      },
    };
  }
  return {
    notice: true,
    words: {
      tone: 'trouble',
      title: `The change on ${host} failed.`,
      text: `${last.detail ?? 'The host did not say why.'} Look at the rules before you go on; your draft is kept.`,
    },
  };
}

function reasonOf({ reason }: NonNullable<HostChange['last']>): string {
  switch (reason) {
    case 'deadline':
      return ': nobody kept the change in time.';
    case 'asked':
      return ', as asked.';
    case 'failed':
      return ': the host did not take the whole change.';
    case 'recovered':
      return ': the change was found unfinished after a restart.';
    case 'confirmed':
    case undefined:
      return '.';
  }
}

function detailOf({ reason, detail }: NonNullable<HostChange['last']>): string {
  return detail === undefined || reason === 'asked' || reason === 'deadline' ? '' : ` ${detail}`;
}
