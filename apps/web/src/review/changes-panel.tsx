import type { ChainDiff } from '@sluice/draft';
import type { Family, SetEdit, TableName } from '@sluice/netfilter';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { FAMILY_NAMES } from '../shell/words.ts';
import { Keys } from '../ui/keys.tsx';
import { RuleWords } from '../ui/rule-words.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { diffWords, type Word } from '../ui/word-diff.ts';
import { changeKey } from './change-list.tsx';
import { GLYPHS, rowKey, sizeWords, tally } from './change-words.ts';
import type { ColumnNames, FamilyChanges } from './family-changes.ts';
import { SetChanges, setKey } from './set-changes.tsx';
import { foldUnchanged, sideBySide, type DiffLine } from './side-by-side.ts';
import './changes-panel.css';

const NO_SETS: readonly SetEdit[] = [];

type Columns = 'side' | 'inline';

/** The lines of every changed chain, before and after. */
export function ChangesPanel(props: {
  readonly families: readonly FamilyChanges[];
  readonly sets?: readonly SetEdit[];
  readonly columns: (family: Family) => ColumnNames;
  readonly layout: Columns;
  readonly focus?: string | null;
  /** What is said when nothing changed. */
  readonly none: string;
}) {
  const { families, sets = NO_SETS, columns, layout, focus = null, none } = props;
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus === null) return;
    panel.current?.querySelector('[data-focus]')?.scrollIntoView({ block: 'center' });
  }, [focus]);
  if (families.length + sets.length === 0) {
    return <p className="review-empty">{none}</p>;
  }
  return (
    <div className="review-changes" ref={panel}>
      {sets.map((edit) => (
        <SetChanges key={edit.name} edit={edit} focused={setKey(edit) === focus} />
      ))}
      {families.map((changes) => (
        <section key={changes.family}>
          <ColumnHeads
            family={families.length > 1 ? changes.family : null}
            columns={columns(changes.family)}
            layout={layout}
          />
          <div className="diff">
            {changes.chains.map((chain) => (
              <ChainSection
                key={`${chain.table} ${chain.chain}`}
                changes={changes}
                chain={chain}
                layout={layout}
                focus={focus}
              />
            ))}
          </div>
        </section>
      ))}
      <Legend />
    </div>
  );
}

function ColumnHeads(props: {
  /** Named where there are several. */
  readonly family: Family | null;
  readonly columns: ColumnNames;
  readonly layout: Columns;
}) {
  const { family, layout, columns } = props;
  const { before, beforeNote, after, afterNote } = columns;
  const named = (name: string): string =>
    family === null ? name : `${FAMILY_NAMES[family]}, ${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  if (layout === 'inline') {
    return (
      <div className="diff-heads diff-heads-inline">
        <span>
          <b>{named(`${before} and ${after.charAt(0).toLowerCase()}${after.slice(1)}`)}</b> {beforeNote}
        </span>
      </div>
    );
  }
  return (
    <div className="diff-heads">
      <span>
        <b>{named(before)}</b> {beforeNote}
      </span>
      <span />
      <span>
        <b>{after}</b> {afterNote}
      </span>
    </div>
  );
}

function ChainSection(props: {
  readonly changes: FamilyChanges;
  readonly chain: ChainDiff;
  readonly layout: Columns;
  readonly focus: string | null;
}) {
  const { changes, chain, layout, focus } = props;
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const pieces = useMemo(() => foldUnchanged(sideBySide(chain.rows)), [chain]);
  const isChain = useIsChain(changes, chain.table);
  const focused = (key: string): boolean => changeKey(changes.family, chain, key) === focus;
  const draw = (line: DiffLine, index: number | string) => {
    const Line = layout === 'side' ? SideLine : InlineLine;
    return <Line key={index} chain={chain.chain} line={line} isChain={isChain} focused={focused(rowKey(line))} />;
  };
  return (
    <>
      <h3 className="diff-chain" data-focus={focused('chain') || undefined}>
        <TableMark table={chain.table} />
        <b>
          {chain.table} / {chain.chain}
        </b>
        <span>{sizeWords(chain)}</span>
        <em>{tally(chain)}</em>
      </h3>
      {chain.policy && <PolicyLine chain={chain} layout={layout} focused={focused('policy')} />}
      {pieces.map((piece, index) => {
        if (piece.kind === 'line') return draw(piece.line, index);
        if (unfolded.has(index)) return piece.lines.map((line, at) => draw(line, `${index} ${at}`));
        return (
          <Button key={index} className="diff-fold" onPress={() => setUnfolded(new Set([...unfolded, index]))}>
            {piece.lines.length} unchanged rules
          </Button>
        );
      })}
    </>
  );
}

interface LineProps {
  readonly chain: string;
  readonly line: DiffLine;
  readonly isChain: (name: string) => boolean;
  readonly focused: boolean;
}

function SideLine({ chain, line, isChain, focused }: LineProps) {
  const words = wordsFor(line);
  return (
    <div className={`diff-line diff-${line.change}`} data-focus={focused || undefined}>
      <Side at={line.before} chain={chain} isChain={isChain} words={words?.before} look={line.change} />
      <span className="diff-glyph" aria-label={line.change === 'same' ? undefined : line.change}>
        {GLYPHS[line.change]}
      </span>
      <Side at={line.after} chain={chain} isChain={isChain} words={words?.after} look={line.change} />
    </div>
  );
}

/** Old above new, one column. */
function InlineLine({ chain, line, isChain, focused }: LineProps) {
  const words = wordsFor(line);
  const two = line.change === 'changed' && line.before !== undefined;
  return (
    <>
      {two && (
        <div className="diff-line diff-inline diff-removed" data-focus={focused || undefined}>
          <span className="diff-glyph">−</span>
          <Side at={line.before} chain={chain} isChain={isChain} words={words?.before} look="removed" />
        </div>
      )}
      <div
        className={`diff-line diff-inline diff-${two ? 'added' : line.change}${line.after ? '' : ' diff-old'}`}
        data-focus={focused || undefined}
      >
        <span className="diff-glyph">{two ? '+' : GLYPHS[line.change]}</span>
        <Side
          at={line.after ?? line.before}
          chain={chain}
          isChain={isChain}
          words={words?.after}
          look={two ? 'added' : line.change}
        />
      </div>
    </>
  );
}

function Side(props: {
  readonly at: DiffLine['before'];
  readonly chain: string;
  readonly isChain: (name: string) => boolean;
  readonly words: readonly Word[] | undefined;
  readonly look: DiffLine['change'];
}) {
  const { at, chain, isChain, words, look } = props;
  if (!at) return <div className="diff-side diff-hole" />;
  return (
    <div className={`diff-side diff-side-${look}`} title={at.rule.text}>
      <span className="diff-number">{at.index + 1}</span>
      <RuleWords text={at.rule.text} chain={chain} isChain={isChain} words={words} />
    </div>
  );
}

function PolicyLine(props: { readonly chain: ChainDiff; readonly layout: Columns; readonly focused: boolean }) {
  const { chain, layout, focused } = props;
  const side = (policy: string) => (
    <div className="diff-side diff-side-changed">
      <span className="diff-number" />
      <code className="ui-words mono">
        <span className="ui-word-option">-P </span>
        <span className="ui-word-chain">{chain.chain}</span> <mark>{policy}</mark>
      </code>
    </div>
  );
  const before = chain.policy?.before ?? '';
  const after = chain.policy?.after ?? '';
  return (
    <div
      className={`diff-line diff-changed${layout === 'inline' ? ' diff-inline' : ''}`}
      data-focus={focused || undefined}
    >
      {layout === 'side' && side(before)}
      <span className="diff-glyph">~</span>
      {layout === 'side' ? side(after) : side(`${before} → ${after}`)}
    </div>
  );
}

function Legend() {
  return (
    <div className="diff-legend">
      <span className="diff-added">
        <b className="diff-glyph-plain">+</b> added
      </span>
      <span className="diff-changed">
        <b className="diff-glyph-plain">~</b> changed
      </span>
      <span className="diff-removed">
        <b className="diff-glyph-plain">−</b> removed
      </span>
      <span className="diff-moved">
        <b className="diff-glyph-plain">↕</b> moved
      </span>
      <span className="diff-legend-keys">
        <Keys chord="N" />
        <Keys chord="P" /> next, previous change
      </span>
    </div>
  );
}

function wordsFor(line: DiffLine): { readonly before: Word[]; readonly after: Word[] } | null {
  if (line.change !== 'changed' || !line.before || !line.after) return null;
  return diffWords(line.before.rule.text, line.after.rule.text);
}

/** Chains of both sides: a removed jump still names a chain that is no more. */
function useIsChain({ before, after }: FamilyChanges, table: TableName): (name: string) => boolean {
  return useMemo(() => {
    const names = new Set(
      [before, after]
        .flatMap((ruleset) => ruleset?.tables.find(({ name }) => name === table)?.chains ?? [])
        .map(({ name }) => name),
    );
    return (name) => names.has(name);
  }, [before, after, table]);
}
