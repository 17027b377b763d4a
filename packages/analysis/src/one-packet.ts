import {
  alterPacket,
  conditionsOf,
  joinPackets,
  testConditions,
  type Domain,
  type Ending as WalkEnding,
  type Hook,
  type Packet,
  type Policy,
  type TargetUse,
  type VisitedRule,
} from '@sluice/netfilter';
import type { Step } from './trace.ts';

/** A packet somewhere on its way; `sure` is false where it only may have come here. */
export interface Traveller {
  readonly packet: Packet;
  readonly sure: boolean;
}

/** How a walk through one built-in chain ended, or may have. */
export interface ChainEnd {
  readonly ending: WalkEnding;
  readonly at: Traveller;
  readonly by: VisitedRule | { readonly policy: Policy };
}

/** The walk of one packet, three-valued; it notes every rule that it visits in `steps` and every end in `ends`. */
export function onePacket(hook: Hook, steps: Step[], ends: ChainEnd[]): Domain<Traveller> {
  return {
    test({ rule, place }, at) {
      const { answer, because } = testConditions(conditionsOf(rule.spec, at.packet.family), at.packet);
      steps.push({ kind: 'rule', hook, place, id: rule.id, answer, because: because?.words, sure: at.sure });
      switch (answer) {
        case 'yes':
          return { taken: at, passed: null };
        case 'no':
          return { taken: null, passed: at };
        case 'unknown':
          return { taken: { ...at, sure: false }, passed: { ...at, sure: false } };
      }
    },
    join: (one, other) => ({ packet: joinPackets(one.packet, other.packet), sure: false }),
    whole: (joined, from) => ({ packet: joined.packet, sure: from.sure }),
    alter: (target, at) => altered(target, at, hook),
    end(ending, at, by) {
      const { target } = 'rule' in by ? by.rule.spec : {};
      ends.push({ ending, at: target && ending === 'ACCEPT' ? altered(target, at, hook) : at, by });
    },
  };
}

function altered(target: TargetUse, { packet, sure }: Traveller, hook: Hook): Traveller {
  return { packet: alterPacket(target, packet, hook), sure };
}
