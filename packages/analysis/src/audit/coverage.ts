import type { Ordinal, PacketField } from '@sluice/netfilter';
import { sideOf, type Box } from '../sets/box.ts';
import { IS_MET, NO_LINK, STATE_WIDTH, STATES, type PacketSpace } from '../sets/packet-space.ts';
import { isSameSpans, spansCover, spansHold, type Spans } from '../sets/spans.ts';
import type { Visit } from '../sets/visits.ts';
import type { Question } from '../trace.ts';
import {
  bandsOf,
  DRAWN_FIELDS,
  spellSlice,
  spellSpans,
  valuesOf,
  type Band,
  type DrawnField,
} from './coverage-bands.ts';
import type { Coverage, CoverageArea, CoverageAxis } from './finding.ts';
import { mention } from './survey.ts';

/** More bands than these are no picture. */
const MOST_BANDS = 8;
/** More rules than these are no picture either. */
const MOST_AREAS = 7;

/**
 * Draws how the packets of a rule are covered by other rules; null where two fields do not show it, or too many bands
 * would be needed. The witness is a packet of the rule that one of the others takes.
 */
export function coverageOf(
  space: PacketSpace,
  visit: Visit,
  others: readonly Visit[],
  question: Question,
): Coverage | null {
  const own = partOf(visit);
  const parts = others.flatMap((each) => partOf(each) ?? []);
  if (!own || parts.length === 0) return null;
  const view = new View(space, own, parts, question);
  const axes = view.chooseAxes();
  return axes && view.draw(axes);
}

/** The packets of a visit. */
interface Part {
  readonly visit: Visit;
  readonly box: Box;
}

function partOf(visit: Visit): Part | null {
  return visit.reach && { visit, box: visit.reach };
}

/** An axis while it is chosen: bands with the values they hold. */
interface Axis {
  readonly field: DrawnField;
  readonly bands: readonly Band[];
  readonly at: number;
}

class View {
  readonly #space: PacketSpace;
  readonly #own: Part;
  readonly #others: readonly Part[];
  /** Both. */
  readonly #all: readonly Part[];
  readonly #question: Question;

  constructor(space: PacketSpace, own: Part, others: readonly Part[], question: Question) {
    this.#space = space;
    this.#own = own;
    this.#others = others;
    this.#all = [own, ...others];
    this.#question = question;
  }

  /** The two fields on which the rules differ most; the one with the longer words goes down. */
  chooseAxes(): readonly Axis[] | null {
    const told = DRAWN_FIELDS.map((field) => ({ field, weight: this.#weigh(field) }))
      .filter(({ weight }) => weight > 0)
      .toSorted((one, other) => other.weight - one.weight)
      .flatMap(({ field }) => this.#axis(field) ?? []);
    const chosen = told.slice(0, 2);
    return chosen.length === 0 ? null : chosen.toSorted((one, other) => rankOf(one.field) - rankOf(other.field));
  }

  draw(axes: readonly Axis[]): Coverage | null {
    const across = axes.at(-1);
    const down = axes.length > 1 ? axes[0] : undefined;
    const here = this.#others.filter((each) => this.#isInSlice(each, axes));
    const [own, ...areas] = [this.#own, ...here.slice(0, MOST_AREAS)].map((each) => this.#area(each, across, down));
    const witness = { across: across?.at ?? 0, down: down?.at ?? 0 };
    // The witness may come by the rule on another way than the one that is drawn.
    const isShown = own && this.#isInSlice(this.#own, axes) && holdsCell(own, witness);
    if (!isShown || !isCovered(own, areas)) return null;
    return {
      across: shown(across),
      down: shown(down),
      areas: [own, ...areas],
      witness,
      slice: this.#slice(axes),
      elsewhere: this.#others.length - areas.length,
    };
  }

  /** First the fields on which a rule takes only a part, then those on which it takes more than there is. */
  #weigh(field: DrawnField): number {
    const own = this.#spans(this.#own, field);
    let weight = 0;
    for (const each of this.#others) {
      const spans = this.#spans(each, field);
      if (!spansCover(spans, own)) weight += 100;
      else if (!isSameSpans(spans, own)) weight += 10;
    }
    return weight;
  }

  #axis(field: DrawnField): Axis | null {
    const value = this.#valueOf(field);
    if (value === undefined) return null;
    const bands = bandsOf(
      this.#space,
      field,
      this.#all.map((each) => this.#spans(each, field)),
    );
    const at = bands.findIndex(({ spans }) => spansHold(spans, value));
    return at < 0 || bands.length > MOST_BANDS ? null : { field, bands, at };
  }

  #side(field: DrawnField): number {
    return this.#space.sideOfField(field, 0);
  }

  #spans({ box }: Part, field: DrawnField): Spans {
    const side = this.#side(field);
    return sideOf(box, side) ?? this.#space.all(side);
  }

  /** What the witness has there; undefined where it has nothing, or nothing is known. */
  #valueOf(field: PacketField): Ordinal | undefined {
    const { packet, state, journey } = this.#question;
    if (field === 'states') return state ? STATES.indexOf(state) * STATE_WIDTH : undefined;
    const value = packet[field as keyof typeof packet];
    if (field === 'inInterface' || field === 'outInterface') {
      const isNone = spansCover(NO_LINK, this.#spans(this.#own, field));
      return isNone ? 0 : this.#space.interfaces.placeOf(journey === 'looped' ? 'lo' : String(value ?? ''));
    }
    return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
  }

  /** Whether the rule takes packets that are, but for what the axes show, as the witness. */
  #isInSlice({ box }: Part, axes: readonly Axis[]): boolean {
    return box.sides.every((side, at) => {
      const meaning = this.#space.meaning(side);
      // Whether a test that is not understood is met, the rule itself must say.
      if (meaning.kind === 'words') return sideOf(this.#own.box, side) !== undefined;
      if (meaning.version > 0 || axes.some(({ field }) => field === meaning.field)) return true;
      const value = this.#valueOf(meaning.field);
      return value === undefined || spansHold(box.sets[at] as Spans, value);
    });
  }

  #area(part: Part, across: Axis | undefined, down: Axis | undefined): CoverageArea {
    const along = (axis: Axis | undefined) => {
      if (!axis) return { indexes: [0], words: 'any' };
      const spans = this.#spans(part, axis.field);
      const indexes = axis.bands.flatMap((band, at) => (spansCover(spans, band.spans) ? [at] : []));
      return { indexes, words: spellSpans(this.#space, axis, spans) };
    };
    const [x, y] = [along(across), along(down)];
    return {
      rule: mention(part.visit),
      across: x.indexes,
      down: y.indexes,
      words: { across: x.words, down: y.words },
    };
  }

  /** What the rules ask for besides. */
  #slice(axes: readonly Axis[]): readonly string[] {
    const fields = BY_LENGTH_OF_WORDS.flatMap((field) => {
      const value = this.#valueOf(field);
      const isDrawn = axes.some((axis) => axis.field === field);
      const some = valuesOf(this.#space, field);
      const isAsked = this.#all.some((each) => !spansCover(this.#spans(each, field), some));
      return isDrawn || !isAsked || value === undefined || !spansHold(some, value)
        ? []
        : [spellSlice(this.#space, field, value)];
    });
    const words = this.#own.box.sides.flatMap((side, at) => {
      const meaning = this.#space.meaning(side);
      if (meaning.kind !== 'words') return [];
      return [isSameSpans(this.#own.box.sets[at] as Spans, IS_MET) ? meaning.words : `not ${meaning.words}`];
    });
    return [...fields, ...words];
  }
}

/** At the side of a picture long words stand better than above it. */
const BY_LENGTH_OF_WORDS: readonly DrawnField[] = [
  'source',
  'destination',
  'inInterface',
  'outInterface',
  'states',
  'protocol',
  'sourcePort',
  'destinationPort',
];

function rankOf(field: DrawnField): number {
  return BY_LENGTH_OF_WORDS.indexOf(field);
}

function shown(axis: Axis | undefined): CoverageAxis {
  return axis ? { field: axis.field, bands: axis.bands.map(({ words }) => words) } : { field: null, bands: ['any'] };
}

function holdsCell({ across, down }: CoverageArea, cell: Coverage['witness']): boolean {
  return across.includes(cell.across) && down.includes(cell.down);
}

/** Whether the picture shows what is claimed: no packet of the rule that nobody takes. */
function isCovered({ across, down }: CoverageArea, areas: readonly CoverageArea[]): boolean {
  return across.every((x) => down.every((y) => areas.some((each) => holdsCell(each, { across: x, down: y }))));
}
