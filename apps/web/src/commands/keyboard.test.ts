import { describe, expect, it } from 'vitest';
import { chordOf } from './keyboard.ts';

const press = (key: string, held: string[] = []) => ({
  key,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

describe('the name of a chord', () => {
  it.each([
    [press('j'), 'J'],
    [press('z', ['ctrl']), 'Ctrl+Z'],
    [press('Z', ['meta', 'shift']), 'Ctrl+Shift+Z'],
    [press('ArrowUp', ['alt']), 'Alt+ArrowUp'],
    [press('?', ['shift']), '?'],
    [press('+', ['shift']), '+'],
    [press('Enter', ['ctrl']), 'Ctrl+Enter'],
    [press('Delete'), 'Delete'],
  ])('%o is %s', (event, chord) => {
    expect(chordOf(event)).toBe(chord);
  });
});
