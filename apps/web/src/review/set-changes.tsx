import type { SetEdit } from '@sluice/netfilter';
import { count } from '../shell/words.ts';
import type { ChangeWords } from './change-words.ts';

/** Members of one set that are shown; all of them stand in the input. */
const SHOWN = 200;

/** Names the change of a set among all that the review shows. */
export function setKey({ name }: SetEdit): string {
  return `set ${name}`;
}

/** What becomes of a set, in words. */
export function setChange(edit: SetEdit): ChangeWords {
  const { name, created, destroyed, added, removed } = edit;
  const key = setKey(edit);
  if (created) {
    const note = `${created.type} · ${added.length === 0 ? 'empty' : count(added.length, 'member')}`;
    return { key, change: 'added', title: 'New set', name, note };
  }
  if (destroyed) return { key, change: 'removed', title: 'Destroyed set', name, note: 'with its members' };
  const parts = [added.length > 0 ? `+${added.length}` : '', removed.length > 0 ? `−${removed.length}` : ''];
  return { key, change: 'changed', title: 'Members of', name, note: parts.filter((part) => part !== '').join(' ') };
}

/** What comes into a set and what leaves it, line by line. */
export function SetChanges(props: { readonly edit: SetEdit; readonly focused: boolean }) {
  const { edit, focused } = props;
  const { name, created, destroyed, added, removed } = edit;
  const lines = [
    ...(created ? [{ sign: '+', words: ['create', name, created.type, ...created.words].join(' ') }] : []),
    ...removed.map((member) => ({ sign: '−', words: member })),
    ...added.map((member) => ({ sign: '+', words: member })),
    ...(destroyed ? [{ sign: '−', words: `destroy ${name}` }] : []),
  ];
  const more = lines.length - SHOWN;
  return (
    <section className="diff" aria-label={`Set ${name}`}>
      <h3 className="diff-chain" data-focus={focused || undefined}>
        <b>set / {name}</b>
        <span>{setChange(edit).note}</span>
      </h3>
      {lines.slice(0, SHOWN).map(({ sign, words }) => (
        <div key={`${sign} ${words}`} className={`diff-line diff-inline diff-${sign === '+' ? 'added' : 'removed'}`}>
          <span className="diff-glyph" aria-label={sign === '+' ? 'added' : 'removed'}>
            {sign}
          </span>
          <div className={`diff-side diff-side-${sign === '+' ? 'added' : 'removed'}`}>
            <code className="ui-words mono">{words}</code>
          </div>
        </div>
      ))}
      {more > 0 && <p className="diff-fold">and {more.toLocaleString('en')} more; all of them stand in the input</p>}
    </section>
  );
}
