import { printSetHead } from '@sluice/iptables';
import { elementOf, type SetEdit } from '@sluice/netfilter';

/** What `ipset restore` is fed, around the rules: rules that name a new set need it, and a set goes when none names it. */
export interface SetsInput {
  readonly before: string;
  readonly after: string;
}

/**
 * The input that does these edits. It depends on nothing but them: `ipset restore -exist` takes a member that is there
 * already and one that is gone already, so what others do meanwhile changes no line of it.
 */
export function planSets(edits: readonly SetEdit[]): SetsInput {
  const made = edits.flatMap(({ created }) => created ?? []).toSorted(byKind);
  const creates = made.map(printSetHead);
  const members = edits.flatMap(({ name, added, removed }) => [
    ...removed.map((member) => `del ${name} ${elementOf(member)}\n`),
    ...added.map((member) => `add ${name} ${member}\n`),
  ]);
  const destroys = edits.filter(({ destroyed }) => destroyed).map(({ name }) => `destroy ${name}\n`);
  return { before: [...creates, ...members].join(''), after: destroys.join('') };
}

/** Sets of sets come after those that they hold. */
function byKind(a: { readonly type: string }, b: { readonly type: string }): number {
  return Number(a.type === 'list:set') - Number(b.type === 'list:set');
}
