import type { Command } from '../commands/registry.ts';
import { setPaused, useLive } from '../api/live.ts';
import { usePanels } from '../state/panels.ts';

/** What can be done with counters. */
export const NUMBER_COMMANDS: readonly Command[] = [
  {
    id: 'counters.hour',
    title: 'Rates of the last hour: the path, the hottest and the coldest rules',
    group: 'View',
    when: ({ workspace }) => workspace.current !== null,
    run: () => usePanels.getState().open({ kind: 'lastHour' }),
  },
  {
    id: 'counters.pause',
    title: 'Hold the live numbers still, or let them go on',
    titleNow: () => (useLive.getState().paused ? 'Let the live numbers go on' : 'Hold the live numbers still'),
    group: 'View',
    when: ({ workspace }) => workspace.snapshot !== null,
    run: () => setPaused(!useLive.getState().paused),
  },
  {
    id: 'counters.reset',
    title: 'Reset counters…',
    group: 'View',
    when: ({ workspace }) => workspace.snapshot !== null,
    run: () => usePanels.getState().open({ kind: 'resetCounters' }),
  },
];
