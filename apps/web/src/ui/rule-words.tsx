import { targetClass } from '@sluice/netfilter';
import { wordsOf, type Word } from './word-diff.ts';
import './rule-words.css';

/** A rule's exact line, coloured by what its words are; marked words are those that the other side does not have. */
export function RuleWords(props: {
  readonly text: string;
  readonly chain?: string | undefined;
  readonly isChain: (name: string) => boolean;
  readonly words?: readonly Word[] | undefined;
}) {
  const { text, chain, isChain } = props;
  const words = props.words ?? wordsOf(text).map((word): Word => ({ text: word, changed: false }));
  return (
    <code className="ui-words mono">
      {chain !== undefined && (
        <>
          <span className="ui-word-option">-A </span>
          <span className="ui-word-chain">{chain}</span>{' '}
        </>
      )}
      {words.map((word, index) => {
        const look = lookOf(word.text, words[index - 1]?.text, isChain);
        return (
          <span key={index}>
            {word.changed ? <mark className={look}>{word.text}</mark> : <span className={look}>{word.text}</span>}
            {index < words.length - 1 && ' '}
          </span>
        );
      })}
    </code>
  );
}

function lookOf(word: string, before: string | undefined, isChain: (name: string) => boolean): string {
  if (before === '-j' || before === '-g' || before === '--jump' || before === '--goto') {
    const how = before === '-j' || before === '--jump' ? 'jump' : 'goto';
    return `ui-word-target-${targetClass({ how, name: word }, isChain)}`;
  }
  if (word.startsWith('"')) return 'ui-word-quoted';
  return word.startsWith('-') || word === '!' ? 'ui-word-option' : '';
}
