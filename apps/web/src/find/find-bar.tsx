import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, type KeyboardEvent } from 'react';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { closeFind, findActionOf, followSelection, lookThrough, stepFind, useFind, type Rest } from './find-state.ts';
import { FIELDS } from './query.ts';
import './find-bar.css';

/** Over the view: what is looked for, how often it was found, and the way from one to the next. */
export function FindBar() {
  const isOpen = useFind((state) => state.isOpen);
  return isOpen ? <OpenBar /> : null;
}

function OpenBar() {
  const { typed, rest, reading, hits } = useFind();
  const field = useRef<HTMLInputElement>(null);
  useLooking(typed);
  useCursor(field);
  return (
    <search className="find" aria-label="Find rules and chains">
      <div className="find-line">
        <Search aria-hidden="true" />
        <input
          ref={field}
          className="find-input"
          aria-label="Find"
          placeholder="Port, address, comment, chain, -A text"
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => useFind.setState({ typed: target.value })}
          onKeyDown={onKey}
        />
        <Count />
        <IconButton label="The one before" keys="Shift+F3" isDisabled={hits.length === 0} onPress={() => stepFind(-1)}>
          <ChevronUp />
        </IconButton>
        <IconButton label="Next" keys="F3" isDisabled={hits.length === 0} onPress={() => stepFind(1)}>
          <ChevronDown />
        </IconButton>
        <IconButton label="Close" keys="Escape" onPress={closeFind}>
          <X />
        </IconButton>
      </div>
      <div className="find-foot">
        <Segmented
          label="The rest"
          size="small"
          value={rest}
          options={RESTS}
          onChange={(chosen) => useFind.setState({ rest: chosen })}
        />
        <span>{reading ?? `also ${EXAMPLES}`}</span>
      </div>
    </search>
  );
}

const RESTS: readonly { readonly id: Rest; readonly name: string }[] = [
  { id: 'shown', name: 'Mark' },
  { id: 'faded', name: 'Fade the rest' },
  { id: 'hidden', name: 'Hide the rest' },
];

const EXAMPLES = [FIELDS.if, FIELDS.set, FIELDS.target].map(({ example }) => example).join('  ');

function Count() {
  const { typed, hits, at } = useFind();
  if (typed.trim() === '') return null;
  const words =
    hits.length === 0
      ? 'Nothing mentions it'
      : at < 0
        ? `${hits.length.toLocaleString('en')} found`
        : `${(at + 1).toLocaleString('en')} of ${hits.length.toLocaleString('en')}`;
  return (
    <output className={hits.length === 0 ? 'find-count find-none' : 'find-count'} aria-live="polite">
      {words}
    </output>
  );
}

/** Looks again when the words or the rules change; typing goes before looking. */
function useLooking(typed: string): void {
  const wanted = useDeferredValue(typed);
  const current = useWorkspace((state) => state.current);
  useEffect(() => lookThrough(current, wanted), [current, wanted]);
  useEffect(() => useSelection.subscribe(followSelection), []);
}

/** Behind whatever stands in the field. */
const MAX = 1_000_000;

/** The field takes the cursor when it is asked for, and gives it back at the end. */
function useCursor(field: React.RefObject<HTMLInputElement | null>): void {
  const wanted = useFind((state) => state.wantsCursor);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    if (!wanted) return;
    if (document.activeElement !== field.current) before.current = document.activeElement;
    if (useFind.getState().isAhead) {
      field.current?.focus();
      field.current?.setSelectionRange(MAX, MAX);
    } else field.current?.select();
    useFind.setState({ wantsCursor: false });
  }, [wanted, field]);
  useEffect(
    () => () => {
      if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    },
    [],
  );
}

function onKey(event: KeyboardEvent): void {
  const act = findActionOf(event);
  if (!act) return;
  act();
  event.preventDefault();
  event.stopPropagation();
}
