import './keys.css';

const MAC = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

const SHOWN: Readonly<Record<string, string>> = {
  Ctrl: MAC ? '⌘' : 'Ctrl',
  Alt: MAC ? '⌥' : 'Alt',
  Shift: MAC ? '⇧' : 'Shift',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Delete: 'Del',
  Escape: 'Esc',
};

/** A chord in words, for example `Ctrl K`. */
export function chordWords(chord: string): string {
  return splitChord(chord)
    .map((key) => SHOWN[key] ?? key)
    .join(' ');
}

/** A chord as one key cap. */
export function Keys(props: { readonly chord: string }) {
  return <kbd className="ui-key">{chordWords(props.chord)}</kbd>;
}

/** `Ctrl++` is Ctrl and the plus key. */
function splitChord(chord: string): readonly string[] {
  if (chord === '+') return ['+'];
  return chord.endsWith('++') ? [...chord.slice(0, -2).split('+'), '+'] : chord.split('+');
}
