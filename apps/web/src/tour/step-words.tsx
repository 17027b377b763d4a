import type { ReactNode } from 'react';
import type { Facts } from './things.ts';

/** What a step says. */
export interface StepWords {
  readonly title: string;
  readonly text: ReactNode;
}

/** The words of every step, in their order; they follow what the rules are now. */
export const STEP_WORDS: readonly ((facts: Facts) => StepWords)[] = [
  () => ({
    title: 'Five hooks, one path',
    text: (
      <>
        Every packet that arrives passes <b>PREROUTING</b> first. Then routing decides: to this host (<b>INPUT</b>) or
        onwards (<b>FORWARD</b>). What this host sends begins at <b>OUTPUT</b>, and all that leaves passes{' '}
        <b>POSTROUTING</b>.
      </>
    ),
  }),
  () => ({
    title: 'Tables, in a fixed order',
    text: (
      <>
        In each hook the tables run by priority, on the map from top to bottom. <b>OUTPUT</b> has all five, other hooks
        fewer, and in <b>INPUT</b> nat comes after filter. ACCEPT ends one table only, and the next one still looks at
        the packet; DROP ends the packet.
      </>
    ),
  }),
  envoyWords,
  dragWords,
  ({ replies }) => ({
    title: 'Replies are known',
    text: (
      <>
        Behind raw, connection tracking finds out which connection a packet belongs to: its first packet is <b>NEW</b>,
        replies are <b>ESTABLISHED</b>.{' '}
        {replies && (
          <>
            Rule {replies.number} of <b>INPUT</b> accepts those, so answers need no rule of their own.{' '}
          </>
        )}
        nat looks at the first packet only; what it chose holds for the rest.
      </>
    ),
  }),
];

function envoyWords({ caller, hasEnvoy }: Facts): StepWords {
  if (!hasEnvoy) {
    return {
      title: 'Chains of your own',
      text: (
        <>
          A custom chain is a list of rules under a name of its own; packets come to it only from a rule that jumps to
          it. The sandbox’s example, <b>INPUT_CHAIN_ENVOY</b>, is not in these rules any more.
        </>
      ),
    };
  }
  return {
    title: caller ? 'A chain of its own' : 'A chain that nobody calls',
    text: (
      <>
        <b>INPUT_CHAIN_ENVOY</b> is a custom chain: rules under a name of their own. Packets come to it only from a rule
        that jumps to it, {caller ? `here rule ${caller.number} of ${caller.chain}` : 'and no rule does'}. Behind its
        last rule a packet goes on after the jump that sent it.
      </>
    ),
  };
}

function dragWords({ caller, drafted, hasEnvoy }: Facts): StepWords {
  if (!hasEnvoy) return envoyWords({ caller, drafted, hasEnvoy, replies: null });
  if (!caller) {
    return {
      title: 'Drag it into INPUT',
      text: (
        <>
          Take <b>INPUT_CHAIN_ENVOY</b> by its grip, the six dots, and let it go between two rules of filter{' '}
          <b>INPUT</b>, behind rule 2 say. A line shows where the jump will stand, and nothing reaches the host yet.
        </>
      ),
    };
  }
  return {
    title: 'Now it is called',
    text: (
      <>
        <b>
          Rule {caller.number} of {caller.chain}
        </b>{' '}
        jumps to it. {drafted ? 'It is a draft: the host hears of it when you review and apply it. ' : ''}A match says
        which packets take the jump: with 9090 as destination port, only those to that port.
      </>
    ),
  };
}
