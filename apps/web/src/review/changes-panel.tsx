import type { ChainDiff } from '@sluice/draft';
import type { Family, TableName } from '@sluice/netfilter';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { clock, FAMILY_NAMES } from '../shell/words.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { Keys } from '../ui/keys.tsx';
import { RuleWords } from '../ui/rule-words.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { diffWords, type Word } from '../ui/word-diff.ts';
import { changeKey } from './change-list.tsx';
import { GLYPHS, rowKey, sizeWords, tally } from './change-words.ts';
import type { FamilyChanges } from './family-changes.ts';
import { foldUnchanged, sideBySide, type DiffLine } from './side-by-side.ts';
import './changes-panel.css';

type Style = 'side' | 'inline';

/** The lines of every changed chain, as they run now and as they would after applying. */
export function ChangesPanel(props: {
  readonly families: readonly FamilyChanges[];
  readonly style: Style;
  readonly focus: string | null;
}) {
  const { families, style, focus } = props;
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus === null) return;
    panel.current?.querySelector('[data-focus]')?.scrollIntoView({ block: 'center' });
  }, [focus]);
  if (families.length === 0) {
    return <p className="review-empty">The draft changes nothing: the rules would stay as they are.</p>;
  }
  return (
    <div className="review-changes" ref={panel}>
      {families.map(({ family, chains }) => (
        <section key={family}>
          <ColumnHeads family={family} style={style} several={families.length > 1} />
          <div className="diff">
            {chains.map((chain) => (
              <ChainSection
                key={`${chain.table} ${chain.chain}`}
                family={family}
                chain={chain}
                style={style}
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

function ColumnHeads(props: { readonly family: Family; readonly style: Style; readonly several: boolean }) {
  const takenAt = useWorkspace((state) => sliceOf(state, props.family).snapshot?.takenAt);
  const name = props.several ? `${FAMILY_NAMES[props.family]}, ` : '';
  const read = takenAt === undefined ? '' : `read ${clock(takenAt)}`;
  if (props.style === 'inline') {
    return (
      <div className="diff-heads diff-heads-inline">
        <span>
          <b>{name === '' ? 'Running now and after apply' : `${name}running now and after apply`}</b> {read}
        </span>
      </div>
    );
  }
  return (
    <div className="diff-heads">
      <span>
        <b>{name === '' ? 'Running now' : `${name}running now`}</b> {read}
      </span>
      <span />
      <span>
        <b>After apply</b>
      </span>
    </div>
  );
}

function ChainSection(props: {
  readonly family: Family;
  readonly chain: ChainDiff;
  readonly style: Style;
  readonly focus: string | null;
}) {
  const { family, chain, style, focus } = props;
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const pieces = useMemo(() => foldUnchanged(sideBySide(chain.rows)), [chain]);
  const isChain = useIsChain(family, chain.table);
  const focused = (key: string): boolean => changeKey(family, chain, key) === focus;
  const draw = (line: DiffLine, index: number | string) => {
    const Line = style === 'side' ? SideLine : InlineLine;
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
      {chain.policy && <PolicyLine chain={chain} style={style} focused={focused('policy')} />}
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

function PolicyLine(props: { readonly chain: ChainDiff; readonly style: Style; readonly focused: boolean }) {
  const { chain, style, focused } = props;
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
      className={`diff-line diff-changed${style === 'inline' ? ' diff-inline' : ''}`}
      data-focus={focused || undefined}
    >
      {style === 'side' && side(before)}
      <span className="diff-glyph">~</span>
      {style === 'side' ? side(after) : side(`${before} → ${after}`)}
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

/** Chains of both sides: a removed jump still names a chain that the draft may have deleted. */
function useIsChain(family: Family, table: TableName): (name: string) => boolean {
  const base = useWorkspace((state) => sliceOf(state, family).base);
  const current = useWorkspace((state) => sliceOf(state, family).current);
  return useMemo(() => {
    const names = new Set(
      [base, current]
        .flatMap((ruleset) => ruleset?.tables.find(({ name }) => name === table)?.chains ?? [])
        .map(({ name }) => name),
    );
    return (name) => names.has(name);
  }, [base, current, table]);
}
