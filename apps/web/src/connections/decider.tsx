import type { Fate } from '@sluice/analysis';
import { Button } from 'react-aria-components';
import { count } from '../shell/words.ts';
import { deciderWords, showDecider } from '../simulate/decider-words.ts';
import { Tip } from '../ui/tip.tsx';
import type { Judgement } from './let-in.ts';

/** Who decides about a packet today: a rule or a policy, which it shows when pressed; or why nobody can tell. */
export function DeciderLink(props: { readonly judgement: Judgement }) {
  const { fate, by } = props.judgement;
  const [only] = by;
  if (!only || by.length > 1) {
    return (
      <Tip text={`It depends on what only the kernel knows. It may be ${by.map(deciderWords).join(', or ')}.`}>
        <Button className="conn-maybe">one of {count(by.length, 'rule')}</Button>
      </Tip>
    );
  }
  if (only.kind === 'end') return <span className="conn-nobody">no rule filters it</span>;
  const link = (
    <Button
      className={isLet(fate) ? 'conn-link mono' : 'conn-link conn-refused mono'}
      onPress={() => showDecider(only)}
    >
      {deciderWords(only)}
    </Button>
  );
  return isLet(fate) ? (
    link
  ) : (
    <Tip text={`It was let in by earlier rules: a new one would be ${fate} today.`}>{link}</Tip>
  );
}

function isLet(fate: Fate): boolean {
  return fate === 'accepted';
}
