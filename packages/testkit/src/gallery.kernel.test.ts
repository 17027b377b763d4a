import { parseSave, printRuleset } from '@sluice/iptables';
import { BACKENDS } from '@sluice/netfilter';
import { describe, expect, it, test } from 'vitest';
import { gallery } from './files.ts';
import { announceSkip, kernelAvailable, withKernel } from './kernel.ts';

const support = kernelAvailable();
if (support.reason) announceSkip('the gallery on a real kernel', support.reason);

const examples = gallery();
const saves = examples.flatMap(({ saves: files }) => files);
const rootless = process.getuid?.() !== 0;
/** Without root only one user exists in the namespace, and the kernel refuses a rule about any other. */
const loadable = saves.filter(({ text }) => !rootless || !text.includes('-m owner'));
if (loadable.length < saves.length)
  announceSkip('examples with -m owner', 'user 1337 does not exist in a user namespace');

/** A save's tables by name: legacy turns their order around. */
const byTable = (save: string): readonly string[] => save.split(/^(?=\*)/m).toSorted((a, b) => a.localeCompare(b));

test('the gallery is there, and every example says what it is', () => {
  expect(examples.length).toBeGreaterThanOrEqual(8);
  for (const { name, title, summary, saves: files } of examples) {
    expect([name, title === '', summary === '', files.length === 0]).toEqual([name, false, false, false]);
    expect(files.some(({ family }) => family === 'ipv4')).toBe(true);
  }
});

test.each(saves)('$name ($family) is printed as it was read', ({ text, family }) => {
  const document = parseSave(text, { family });
  expect(document.diagnostics).toEqual([]);
  expect(printRuleset(document.ruleset, { counters: false })).toBe(text);
});

test.each(saves)('$name ($family) names no address that could be somebody’s', ({ text }) => {
  const addresses = text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
  const ours = /^(?:10|127|172\.(?:1[6-9]|2\d|3[01])|192\.168|192\.0\.2|198\.51\.100|203\.0\.113|224\.0\.0)\./;
  expect(addresses.filter((address) => !ours.test(address))).toEqual([]);
  const sixes = text.match(/\b[\da-f]{1,4}:(?::|[\da-f]{1,4}:)[\da-f:]*/g) ?? [];
  expect(sixes.filter((address) => !/^(?:2001:db8|fe80|fd)/.test(address))).toEqual([]);
});

describe.each(BACKENDS)('%s', (backend) => {
  it.skipIf(!support[backend]).each(loadable)('loads $name ($family) and prints it back', async ({ text, family }) => {
    await withKernel({ backend, family }, async (kernel) => {
      const loaded = await kernel.restore(text);
      expect(`${loaded.status} ${loaded.stderr}`).toBe('0 ');
      const saved = parseSave(await kernel.save(), { family }).ruleset;
      expect(byTable(printRuleset(saved, { counters: false }))).toEqual(byTable(text));
    });
  });
});
