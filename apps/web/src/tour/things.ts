import type { Hook } from '@sluice/netfilter';
import { rowElementId } from '../canvas/map-focus.ts';
import type { MapThing } from '../state/map-look.ts';
import type { Lit } from './path-drawing.tsx';
import { ENVOY } from './when-shown.ts';

/** A rule that the tour speaks about, as it stands now. */
export interface SpokenRule {
  readonly chain: string;
  readonly id: string;
  /** As iptables counts, from 1. */
  readonly number: number;
}

/** What the rules are, as far as the tour speaks about them. */
export interface Facts {
  readonly hasEnvoy: boolean;
  /** The rule that calls it; null while none does. */
  readonly caller: SpokenRule | null;
  /** Whether the call is only in the draft. */
  readonly drafted: boolean;
  /** The rule of INPUT that lets replies in. */
  readonly replies: SpokenRule | null;
}

/** What one step points at, and draws. */
export interface Things {
  /** What the map shows. */
  readonly look: readonly MapThing[];
  /** What has a ring around it; the card stands beside the first one. */
  readonly rings: (facts: Facts) => readonly (Element | null)[];
  /** The drawing in the card, and what is lit in it. */
  readonly draws: 'path' | 'tables' | 'envoy' | 'drag';
  readonly lit: readonly Lit[];
}

const ENVOY_CARD = `${ENVOY.table}/${ENVOY.chain}` as const;
const INPUT_CARD = 'filter/INPUT';

const FIRST: Things = {
  look: ['PREROUTING'],
  rings: () => [station('PREROUTING')],
  draws: 'path',
  lit: ['PREROUTING'],
};

/** In the order of the steps. */
const ALL: readonly Things[] = [
  FIRST,
  { look: ['OUTPUT'], rings: () => [station('OUTPUT')], draws: 'tables', lit: [] },
  { look: [ENVOY_CARD], rings: () => [card(ENVOY_CARD)], draws: 'envoy', lit: ['envoy'] },
  {
    look: [INPUT_CARD, ENVOY_CARD],
    rings: ({ caller }) =>
      caller ? [row(caller), card(ENVOY_CARD)] : [card(INPUT_CARD), listed() ?? card(ENVOY_CARD)],
    draws: 'drag',
    lit: ['INPUT'],
  },
  {
    look: ['PREROUTING', INPUT_CARD],
    rings: ({ replies }) => [
      document.querySelector('[aria-label="Hook PREROUTING"] .station-marker'),
      replies && row(replies),
    ],
    draws: 'path',
    lit: ['PREROUTING', 'OUTPUT'],
  },
];

/** What a step points at. */
export function shownThings(step: number): Things {
  return ALL[step] ?? FIRST;
}

function station(hook: Hook): Element | null {
  return document.querySelector(`[aria-label="Hook ${hook}"]`);
}

function card(id: string): Element | null {
  return document.querySelector(`[data-chain="${id}"]`);
}

/** The chain in the list beside the map; in a small window there is none. */
function listed(): Element | null {
  return document.querySelector(`.rail [data-listed="${ENVOY_CARD}"]`);
}

function row({ chain, id }: SpokenRule): Element | null {
  return document.getElementById(rowElementId(`filter/${chain}`, id));
}
