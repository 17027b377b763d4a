import type { StartingRules } from '@sluice/draft';
import { Router, Shield, type LucideIcon } from 'lucide-react';
import type { Command } from '../commands/registry.ts';
import { usePanels } from '../state/panels.ts';
import { hasNoRules } from './has-no-rules.ts';

/** A ruleset to begin with, as it is offered. */
export interface Start {
  readonly kind: StartingRules['kind'];
  readonly title: string;
  readonly about: string;
  readonly Icon: LucideIcon;
}

/** The rulesets that a person without rules can begin with. */
export const STARTS: readonly Start[] = [
  {
    kind: 'protect',
    title: 'Protect this host',
    about: 'Replies, SSH from you and web. All else is dropped.',
    Icon: Shield,
  },
  { kind: 'router', title: 'Router with NAT', about: 'Two networks, one address to the outside.', Icon: Router },
];

/** The same for keys and palette; they are there as long as the panel is. */
export const START_COMMANDS: readonly Command[] = STARTS.map(({ kind, title }) => ({
  id: `start.${kind}`,
  title: `Begin with: ${title}…`,
  group: 'Draft',
  when: ({ workspace: { current } }) => current !== null && hasNoRules(current),
  run: () => usePanels.getState().open({ kind: 'start', start: kind }),
}));
