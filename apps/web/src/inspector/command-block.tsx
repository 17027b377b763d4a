import { printCommand, type Command } from '@sluice/iptables';
import { Fragment } from 'react';
import { Copy } from 'lucide-react';
import { create } from 'zustand';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { copyText } from '../ui/take-away.ts';
import { wordsOf } from '../ui/word-diff.ts';
import { useNftLine } from './nft-line.ts';
import './command-block.css';

/** In whose words commands are shown; kept from rule to rule. */
const useLanguage = create<{ readonly language: 'iptables' | 'nft' }>()(() => ({ language: 'iptables' }));

/** The exact command that would do the same by hand, while it is typed. */
export function CommandBlock(props: { readonly command: Command }) {
  const { command } = props;
  const language = useLanguage((state) => state.language);
  const rule = ruleIn(command);
  if (rule && language === 'nft') return <NftBlock rule={rule} />;
  return <IptablesBlock command={command} isRule={rule !== null} />;
}

type RuleText = Parameters<typeof useNftLine>[0];

/** The one rule that the command is about. */
function ruleIn(command: Command): RuleText | null {
  if (command.type === 'replace') return { table: command.table, chain: command.chain, text: command.text };
  if (command.type !== 'insert') return null;
  const [text, ...more] = command.texts;
  return text === undefined || more.length > 0 ? null : { table: command.table, chain: command.chain, text };
}

function IptablesBlock(props: { readonly command: Command; readonly isRule: boolean }) {
  const family = useWorkspace((state) => state.family);
  const line = printCommand(props.command, { family });
  return (
    <section className="insp-section">
      <Head line={line} isRule={props.isRule} />
      <Line text={line} />
    </section>
  );
}

/** Measured with 1.8.9: of eight such rules iptables-nft-save printed three not at all, and one without its ports. */
const FOR_NFT =
  'For rules that are kept with nft. Added to this chain it stands at the end, and iptables may print it as something else.';

function NftBlock(props: { readonly rule: RuleText }) {
  const { line, note } = useNftLine(props.rule);
  return (
    <section className="insp-section">
      <Head line={line} isRule />
      {line !== null && <Line text={line} />}
      {line !== null && <p className="insp-quiet">{FOR_NFT}</p>}
      {note !== null && <p className="insp-quiet">{note}</p>}
    </section>
  );
}

function Head(props: { readonly line: string | null; readonly isRule: boolean }) {
  const { line, isRule } = props;
  const language = useLanguage((state) => state.language);
  return (
    <h3 className="insp-label">
      Command
      {isRule && (
        <Segmented
          label="Command of"
          size="small"
          value={language}
          options={[
            { id: 'iptables', name: 'iptables' },
            { id: 'nft', name: 'nft' },
          ]}
          onChange={(chosen) => useLanguage.setState({ language: chosen })}
        />
      )}
      <Button size="small" look="quiet" isDisabled={line === null} onPress={() => void copyText(line ?? '')}>
        <Copy size={12} />
        Copy
      </Button>
    </h3>
  );
}

function Line(props: { readonly text: string }) {
  return (
    <code className="insp-command mono">
      {wordsOf(props.text).map((word, index, words) => (
        <Fragment key={index}>
          <span className={lookOf(word, words[index - 1])}>{word}</span>{' '}
        </Fragment>
      ))}
    </code>
  );
}

const CALLS: ReadonlySet<string> = new Set(['-j', '-g', 'jump', 'goto']);

function lookOf(word: string, before: string | undefined): string {
  if (before === undefined) return 'insp-command-program';
  if (CALLS.has(before)) return 'insp-command-jump';
  return /^\d+([:,]\d+)*$/.test(word) ? 'insp-command-value' : '';
}
