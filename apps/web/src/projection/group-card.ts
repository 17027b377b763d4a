import { targetClass, type Chain, type TargetClass } from '@sluice/netfilter';
import type { Group, Member } from './chain-groups.ts';
import type { Link } from './group-links.ts';
import { GROUP_HEIGHT, GROUP_WIDTH, nameWidth } from './metrics.ts';
import type { CallEdge, CardId, GroupCard } from './model.ts';

/** The card that stands for many chains. */
export function projectGroup({ name, members, apart }: Group, isChain: (name: string) => boolean): GroupCard {
  return {
    ...name,
    hook: null,
    members,
    apart,
    ...contentOf(members, isChain),
    width: Math.max(GROUP_WIDTH, Math.ceil(nameWidth(name.label, 13) + 36)),
    height: GROUP_HEIGHT,
  };
}

/** One line for all calls from a group to the same card. */
export function edgesFromGroup(group: CardId, links: ReadonlyMap<CardId, Link>): readonly CallEdge[] {
  return [...links].map(([to, { calls, gotos }]) => ({
    id: `${group} ${to}`,
    from: group,
    to,
    others: [],
    how: calls === gotos ? 'goto' : 'jump',
    row: null,
    count: calls,
    change: 'same',
  }));
}

/** In which order the shares stand in the strip. */
const ORDER: readonly TargetClass[] = [
  'accept',
  'nat',
  'jump',
  'goto',
  'return',
  'log',
  'other',
  'none',
  'reject',
  'drop',
];

type Content = Pick<GroupCard, 'rules' | 'mix'>;
const contents = new WeakMap<readonly Member[], Content>();

/** Memoised on the list of members, which is the same as long as nobody leaves. */
function contentOf(members: readonly Member[], isChain: (name: string) => boolean): Content {
  const known = contents.get(members);
  if (known) return known;
  const counts = new Map<TargetClass, number>();
  for (const { chain } of members) {
    for (const kind of classesOf(chain, isChain)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const mix = ORDER.flatMap((kind) => {
    const rules = counts.get(kind) ?? 0;
    return rules > 0 ? [{ kind, rules }] : [];
  });
  const content = { rules: mix.reduce((sum, { rules }) => sum + rules, 0), mix };
  contents.set(members, content);
  return content;
}

const classes = new WeakMap<Chain, readonly TargetClass[]>();

/** Memoised on the chain: a group of fifteen thousand is made anew whenever one of them leaves it. */
function classesOf(chain: Chain, isChain: (name: string) => boolean): readonly TargetClass[] {
  const known = classes.get(chain) ?? chain.rules.map(({ target }) => targetClass(target, isChain));
  classes.set(chain, known);
  return known;
}
