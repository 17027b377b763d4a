import { printCommand, type Command } from '@sluice/iptables';
import { Fragment } from 'react';
import { Copy } from 'lucide-react';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/take-away.ts';
import { wordsOf } from '../ui/word-diff.ts';
import './command-block.css';

/** The exact command that would do the same by hand, while it is typed. */
export function CommandBlock(props: { readonly command: Command }) {
  const family = useWorkspace((state) => state.family);
  const line = printCommand(props.command, { family });
  return (
    <section className="insp-section">
      <h3 className="insp-label">
        Command
        <Button size="small" look="quiet" onPress={() => void copyText(line)}>
          <Copy size={12} />
          Copy
        </Button>
      </h3>
      <code className="insp-command mono">
        {wordsOf(line).map((word, index, words) => (
          <Fragment key={index}>
            <span className={lookOf(word, words[index - 1])}>{word}</span>{' '}
          </Fragment>
        ))}
      </code>
    </section>
  );
}

function lookOf(word: string, before: string | undefined): string {
  if (before === undefined) return 'insp-command-program';
  if (before === '-j' || before === '-g') return 'insp-command-jump';
  return /^\d+([:,]\d+)*$/.test(word) ? 'insp-command-value' : '';
}
