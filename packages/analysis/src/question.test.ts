import { corpus, gallery, rulesetOf } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { audit, readQuestion, simulate, spellQuestion } from './index.ts';

const saves = [...gallery().flatMap(({ saves: all }) => all), ...(corpus()?.dumps() ?? []).slice(0, 40)];

test('the words of a witness, read again, ask about the same packet', () => {
  let asked = 0;
  for (const { text, family } of saves) {
    const ruleset = rulesetOf(text, family);
    for (const { witness } of audit({ ruleset, backend: 'nft' }).findings) {
      if (!witness) continue;
      const again = readQuestion(spellQuestion(witness.question), family);
      if (!again.ok) throw new Error(`${again.error.word}: use ${again.error.want}`);
      const { routes } = witness.question;
      expect(simulate(ruleset, { ...again.value, routes }, 'nft').fate).toBe(witness.fate);
      asked += 1;
    }
  }
  expect(asked).toBeGreaterThan(20);
});
