import type { PlacedRule } from '@sluice/draft';
import {
  ArrowDown,
  ArrowUp,
  CircleOff,
  Copy,
  CopyPlus,
  FolderInput,
  Scissors,
  Trash2,
  X,
  type LucideIcon,
} from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { commandContext, runById, titleNow } from '../commands/keyboard.ts';
import { findCommand } from '../commands/registry.ts';
import { useSelection } from '../state/selection.ts';
import { useTrial } from '../state/trial.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { RuleLine } from '../ui/rule-line.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { Tip } from '../ui/tip.tsx';
import { TrialNote } from './inspector-head.tsx';
import './rules-inspector.css';

const MOST_LISTED = 100;

const ACTIONS: readonly { readonly id: string; readonly Icon: LucideIcon; readonly danger?: boolean }[] = [
  { id: 'rule.moveUp', Icon: ArrowUp },
  { id: 'rule.moveDown', Icon: ArrowDown },
  { id: 'rule.duplicate', Icon: CopyPlus },
  { id: 'rule.copy', Icon: Copy },
  { id: 'rule.cut', Icon: Scissors },
  { id: 'rule.extract', Icon: FolderInput },
  { id: 'rule.toggle', Icon: CircleOff },
  { id: 'rule.delete', Icon: Trash2, danger: true },
];

/** Several rules at once: which, and what can be done with all of them. */
export function RulesInspector(props: { readonly rules: readonly PlacedRule[] }) {
  const { rules } = props;
  const onTrial = useTrial((state) => state.pending !== null);
  const chains = [...Map.groupBy(rules, ({ table, chain }) => `${table} / ${chain}`)];
  return (
    <>
      <header className="insp-head">
        <div className="insp-path">
          <span>{chains.length === 1 ? chains[0]?.[0] : `${chains.length} chains`}</span>
          <IconButton label="Select nothing" keys="Escape" onPress={() => useSelection.getState().select(null)}>
            <X />
          </IconButton>
        </div>
        <div className="insp-title">
          <h2>{rules.length.toLocaleString('en')} rules</h2>
        </div>
      </header>
      <div className="insp-scroll">
        {onTrial && <TrialNote />}
        <div className="rules-actions">
          {ACTIONS.map((action) => (
            <Action key={action.id} {...action} />
          ))}
        </div>
        {chains.map(([name, own]) => (
          <ChainRules key={name} rules={own} />
        ))}
      </div>
    </>
  );
}

function Action(props: (typeof ACTIONS)[number]) {
  const { id, Icon, danger = false } = props;
  // Rendered with each change of the selection or the draft, which is what decides.
  const command = findCommand(id);
  if (!command) return null;
  const context = commandContext();
  return (
    <Tip text={titleNow(command, context)} {...(command.keys?.[0] === undefined ? {} : { keys: command.keys[0] })}>
      <Button look={danger ? 'danger' : 'plain'} isDisabled={!command.when(context)} onPress={() => runById(id)}>
        <Icon size={14} />
        {SHORT[id]}
      </Button>
    </Tip>
  );
}

const SHORT: Readonly<Record<string, string>> = {
  'rule.moveUp': 'Up',
  'rule.moveDown': 'Down',
  'rule.duplicate': 'Duplicate',
  'rule.copy': 'Copy',
  'rule.cut': 'Cut',
  'rule.extract': 'Extract…',
  'rule.toggle': 'Disable',
  'rule.delete': 'Delete',
};

function ChainRules(props: { readonly rules: readonly PlacedRule[] }) {
  const { rules } = props;
  const [first] = rules;
  const chains = useWorkspace(({ current }) => current?.tables.find(({ name }) => name === first?.table)?.chains);
  if (!first) return null;
  const isChain = (name: string): boolean => chains?.some((chain) => chain.name === name) === true;
  return (
    <section className="rules-chain" aria-label={`Selected rules of ${first.table} ${first.chain}`}>
      <h3>
        <TableMark table={first.table} />
        {first.table} / {first.chain}
      </h3>
      <ol>
        {rules.slice(0, MOST_LISTED).map(({ table, chain, id, index, rule }) => (
          <li key={id}>
            <AriaButton
              onPress={() => useSelection.getState().select({ kind: 'rule', table, chain, id }, { reveal: true })}
            >
              <span className="rules-number">{index + 1}</span>
              <RuleLine rule={rule} isChain={isChain} />
            </AriaButton>
          </li>
        ))}
      </ol>
      {rules.length > MOST_LISTED && (
        <p className="insp-quiet">and {(rules.length - MOST_LISTED).toLocaleString('en')} more</p>
      )}
    </section>
  );
}
