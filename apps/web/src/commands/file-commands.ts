import { printJson, printRuleset, printScript } from '@sluice/iptables';
import type { Family, Ruleset } from '@sluice/netfilter';
import { usePanels } from '../state/panels.ts';
import { saveFile } from '../ui/take-away.ts';
import type { Command } from './registry.ts';

/** Rules brought along, and the rules as the draft has them as a file to take along. */
export const FILE_COMMANDS: readonly Command[] = [
  {
    id: 'draft.import',
    title: 'Import rules…',
    group: 'Draft',
    when: ({ workspace }) => workspace.current !== null,
    run: () => usePanels.getState().open({ kind: 'import' }),
  },
  exportCommand({
    id: 'draft.saveText',
    title: 'Download as iptables-save text',
    ending: 'save',
    print: (ruleset) => printRuleset(ruleset, { counters: false }),
  }),
  exportCommand({
    id: 'draft.saveScript',
    title: 'Download as a shell script',
    ending: 'sh',
    print: printScript,
  }),
  exportCommand({ id: 'draft.saveJson', title: 'Download as JSON', ending: 'json', print: printJson }),
];

interface Export {
  readonly id: string;
  readonly title: string;
  readonly ending: string;
  readonly print: (ruleset: Ruleset) => string;
}

function exportCommand({ id, title, ending, print }: Export): Command {
  return {
    id,
    title,
    group: 'Draft',
    when: ({ workspace }) => workspace.current !== null,
    run: ({ workspace: { current } }) => {
      if (current) saveFile(`${FILE_NAMES[current.family]}.${ending}`, print(current));
    },
  };
}

/** As iptables-persistent calls its files, so that one knows which is which. */
const FILE_NAMES: Readonly<Record<Family, string>> = { ipv4: 'rules.v4', ipv6: 'rules.v6' };
