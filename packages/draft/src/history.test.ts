import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { applySteps } from './apply.ts';
import { EMPTY_HISTORY, nextRedo, nextUndo, perform, redo, rulesetAt, undo, type History } from './history.ts';
import { anyEdits, meaning } from '@sluice/testkit';

const group = (label: string) => ({ label, steps: [] });

it('undo and redo walk over the groups, and stop at both ends', () => {
  const both = perform(perform(EMPTY_HISTORY, group('one')), group('two'));
  expect([nextUndo(both)?.label, nextRedo(both)]).toEqual(['two', undefined]);
  expect(redo(both)).toBe(both);
  const none = undo(undo(both));
  expect([none.cursor, nextUndo(none), nextRedo(none)?.label]).toEqual([0, undefined, 'one']);
  expect(undo(none)).toBe(none);
  expect(redo(redo(none))).toEqual(both);
});

it('doing something new forgets what was undone', () => {
  const history = perform(undo(perform(perform(EMPTY_HISTORY, group('one')), group('two'))), group('three'));
  expect(history.groups.map(({ label }) => label)).toEqual(['one', 'three']);
});

it('n times back and n times forward leads to the same ruleset', () => {
  fc.assert(
    fc.property(anyEdits(), fc.nat(12), ({ base, steps }, times) => {
      let history: History = EMPTY_HISTORY;
      for (const step of steps) history = perform(history, { label: step.type, steps: [step] });
      let walked = history;
      for (let count = 0; count < times; count += 1) walked = undo(walked);
      const middle = rulesetAt(base, walked);
      const expected = applySteps(base, steps.slice(0, Math.max(0, steps.length - times)));
      expect(middle.ok && meaning(middle.value)).toBe(expected.ok && meaning(expected.value));
      for (let count = 0; count < times; count += 1) walked = redo(walked);
      expect(walked).toEqual(history);
    }),
  );
});

it('a history whose base lost a rule says which step cannot be done', () => {
  fc.assert(
    fc.property(anyEdits(), ({ base, steps }) => {
      const history = { groups: [{ label: 'all', steps }], cursor: 1 };
      const result = rulesetAt({ ...base, tables: [] }, history);
      expect(result.ok || steps.includes(result.error.step)).toBe(true);
    }),
  );
});
