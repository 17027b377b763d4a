import type { Backend } from './family.ts';
import type { Hook } from './hook.ts';
import { stagesOf, type Stage } from './stage.ts';

/** The ways that a packet can take: to this host, through it, from it, and from it to itself. */
export const JOURNEYS = ['arriving', 'forwarded', 'sent', 'looped'] as const;

/** One of the ways that a packet can take. */
export type Journey = (typeof JOURNEYS)[number];

/** A stretch of a journey: a hook with what happens in it, or what happens between hooks. */
export type Leg =
  | { readonly kind: 'hook'; readonly hook: Hook; readonly stages: readonly Stage[] }
  | { readonly kind: 'routing' | 'loopback'; readonly to: Hook }
  | { readonly kind: 'end'; readonly at: 'process' | 'wire' };

/** Everything that a packet of the journey meets, in the order in which the kernel runs it. */
export function legsOf(journey: Journey, backend: Backend): readonly Leg[] {
  const hook = (name: Hook): Leg => ({ kind: 'hook', hook: name, stages: stagesOf(name, backend) });
  // On its second pass a packet carries the connection that it was given on the first: neither connection tracking nor
  // nat look at it again (measured on nft and legacy, kernel 6.18), and its route is the one that it left with.
  const again = (name: Hook): Leg => ({
    kind: 'hook',
    hook: name,
    stages: stagesOf(name, backend).filter((stage) => stage.kind === 'table' && stage.table !== 'nat'),
  });
  switch (journey) {
    case 'arriving':
      return [hook('PREROUTING'), { kind: 'routing', to: 'INPUT' }, hook('INPUT'), { kind: 'end', at: 'process' }];
    case 'forwarded':
      return [
        hook('PREROUTING'),
        { kind: 'routing', to: 'FORWARD' },
        hook('FORWARD'),
        hook('POSTROUTING'),
        { kind: 'end', at: 'wire' },
      ];
    case 'sent':
      return [{ kind: 'routing', to: 'OUTPUT' }, hook('OUTPUT'), hook('POSTROUTING'), { kind: 'end', at: 'wire' }];
    case 'looped':
      return [
        { kind: 'routing', to: 'OUTPUT' },
        hook('OUTPUT'),
        hook('POSTROUTING'),
        { kind: 'loopback', to: 'PREROUTING' },
        again('PREROUTING'),
        again('INPUT'),
        { kind: 'end', at: 'process' },
      ];
  }
}
