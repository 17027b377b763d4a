import { faultOf, type ShownChain } from '@sluice/draft';
import { isHook, type Chain, type Family, type TableName } from '@sluice/netfilter';
import { foldsOf, LONG, slotAt, slotCount, type Fold, type Unfolded } from './chain-folds.ts';
import { lastMade } from './last-made.ts';
import { lineCount, linesFrom, type ChainLine } from './chain-lines.ts';
import {
  CARD_FOOT,
  CHAIN_WIDTH,
  EMPTY_BODY,
  HEAD,
  MAX_ROWS,
  nameWidth,
  NARROW,
  pillWidth,
  ROW,
  ROW_REST,
  STRIP,
  STATION_INNER,
  TIGHT_WIDTH,
  WIDE,
  WIDTH_STEP,
} from './metrics.ts';
import { cardId, isGone, type Density, type MapCard, type MapRow } from './model.ts';
import { stripOf } from './strip.ts';
import { contentWidth, fitPhrases, rowText, type RowText } from './row-text.ts';

/** What a card is made from. */
export interface CardSource {
  readonly family: Family;
  readonly table: TableName;
  readonly chain: Chain;
  readonly diff: ShownChain | undefined;
  /** Whether a target of this name is a user-defined chain of the table. */
  readonly isChain: (name: string) => boolean;
  readonly callers: number;
  readonly alien: string | null;
  /** Whether it stands between stations, where room is scarce. */
  readonly tight: boolean;
  /** The first line to show, in a chain with more lines than a card has. */
  readonly scroll: number;
  readonly unfolded: Unfolded;
}

const lastCard = lastMade<MapCard>();

/**
 * A card that fits its content; a station makes its cards equally wide afterwards, see `widened`. The same card for the
 * same chain, as long as nothing else that it is made from changes.
 */
export function projectCard(source: CardSource): MapCard {
  const { chain, diff, family, isChain, callers, alien, tight, scroll } = source;
  // A selection unfolds something in long chains only.
  const unfolded = chain.rules.length >= LONG ? source.unfolded : null;
  const of = [diff, family, isChain, callers, alien, tight, scroll, unfolded];
  return lastCard(chain, of, () => makeCard(source));
}

function makeCard(source: CardSource): MapCard {
  const { family, table, chain, diff } = source;
  const hook = isHook(chain.name) ? chain.name : null;
  const folds = foldsOf(chain, diff, source.unfolded);
  const lines = slotCount(lineCount(chain, diff), folds);
  const first = Math.max(0, Math.min(source.scroll, lines - MAX_ROWS));
  const shown = shownLines(source, folds, first);
  const texts = shown.map(({ rule }) => rowText(rule, source.isChain));
  const strip = stripOf(chain, source.isChain);
  const { width, density } = fitCard(texts, source);
  return {
    id: cardId({ table, chain: chain.name }),
    table,
    chain: chain.name,
    hook,
    policy: chain.policy ?? null,
    policyBefore: diff?.policy?.before ?? null,
    change: diff && diff.state !== 'changed' ? diff.state : 'same',
    callers: source.callers,
    rules: chain.rules.length,
    lines,
    first,
    rows: shown.map((line, at) =>
      projectRow(line, texts[at] as RowText, {
        family,
        table,
        width: strip.length > 0 ? width - STRIP : width,
        density,
      }),
    ),
    strip,
    alien: source.alien,
    density,
    width,
    height: cardHeight(strip.length > 0 ? MAX_ROWS + 1 : lines, source.alien !== null),
  };
}

/** The same card, wider: a narrow one among wide ones keeps its columns aligned with theirs. */
export function widened(card: MapCard, width: number): MapCard {
  return width === card.width ? card : lastWidened(card, [width], () => ({ ...card, width }));
}

const lastWidened = lastMade<MapCard>();

/** Height of a card with so many lines. */
export function cardHeight(lines: number, alien: boolean): number {
  const body = lines === 0 ? EMPTY_BODY : Math.min(lines, MAX_ROWS) * ROW;
  const more = lines > MAX_ROWS ? ROW : 0;
  return HEAD + body + more + (alien ? ROW : 0) + CARD_FOOT;
}

/** A line with how many it stands for. */
interface ShownLine extends ChainLine {
  readonly folds: number;
}

function shownLines({ chain, diff }: CardSource, folds: readonly Fold[], first: number): readonly ShownLine[] {
  if (folds.length === 0)
    return linesFrom(chain, diff, { first, count: MAX_ROWS }).map((line) => ({ ...line, folds: 1 }));
  return Array.from({ length: MAX_ROWS }, (_, at) => slotAt(folds, first + at)).flatMap((slot) => {
    const [from, count] = 'fold' in slot ? [slot.fold.from, slot.fold.to - slot.fold.from] : [slot.line, 1];
    return linesFrom(chain, diff, { first: from, count: 1 }).map((line) => ({ ...line, folds: count }));
  });
}

function projectRow(
  line: ShownLine,
  text: RowText,
  card: Pick<CardSource, 'family' | 'table'> & { readonly width: number; readonly density: Density },
): MapRow {
  const { rule, change, index, folds } = line;
  if (folds > 1) return foldedRow(line);
  const gone = isGone(change);
  const callee = text.calls && !gone ? rule.spec.target?.name : undefined;
  return {
    key: gone ? `${change}:${rule.id}` : rule.id,
    id: rule.id,
    number: gone ? null : index + 1,
    gap: index,
    change,
    folds,
    ...fitPhrases(text, card.width, card.density),
    text: rule.text,
    fault: faultOf(line, card.family),
    target: text.target,
    callee: callee === undefined ? null : cardId({ table: card.table, chain: callee }),
  };
}

function foldedRow({ rule, index, folds }: ShownLine): MapRow {
  return {
    key: `folded:${rule.id}`,
    id: rule.id,
    number: null,
    gap: index,
    change: 'same',
    folds,
    phrases: [],
    more: 0,
    text: '',
    fault: null,
    target: null,
    callee: null,
  };
}

/** Text comes before rate, rate before spark: a card only shows what leaves its rows readable. */
function fitCard(texts: readonly RowText[], source: CardSource): { readonly width: number; readonly density: Density } {
  const hook = isHook(source.chain.name) ? source.chain.name : null;
  const { min, max } = hook ? STATION_INNER[hook] : source.tight ? TIGHT_WIDTH : CHAIN_WIDTH;
  // Other rules come into sight, and the card must not change its size with them.
  if (source.chain.rules.length >= LONG)
    return { width: max, density: max >= WIDE ? 'wide' : max > TIGHT_WIDTH.max ? 'medium' : 'narrow' };
  const content = texts.reduce((widest, text) => Math.max(widest, contentWidth(text, hook !== 'INPUT')), 0);
  const wanted = (density: Density) => Math.max(min, headWidth(source, density), content + ROW_REST[density]);
  if (hook === 'INPUT' && texts.length > 2) {
    return { width: stepped(Math.max(WIDE, wanted('wide')), max), density: 'wide' };
  }
  const medium = Math.max(NARROW, wanted('medium'));
  const roomy = hook === null ? !source.tight : hook === 'FORWARD' || hook === 'INPUT';
  return roomy && medium <= max
    ? { width: stepped(medium, max), density: 'medium' }
    : { width: stepped(wanted('narrow'), max), density: 'narrow' };
}

function stepped(width: number, max: number): number {
  return Math.min(max, Math.ceil(width / WIDTH_STEP) * WIDTH_STEP);
}

/** The head's name and what must stand beside it: the policy, or that nobody calls the chain. */
function headWidth({ chain, table, callers, tight }: CardSource, density: Density): number {
  const name = (isHook(chain.name) ? 18 : 32) + nameWidth(chain.name);
  if (isHook(chain.name)) return name + (table === 'nat' ? 0 : 7 + pillWidth(chain.policy ?? '', false));
  return name + (callers === 0 ? 72 : tight || density === 'narrow' ? 0 : 58);
}
