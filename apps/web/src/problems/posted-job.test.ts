import { expect, it } from 'vitest';
import type { Recipe } from '../state/slice.ts';
import type { AuditJob } from './audit-job.ts';
import { createPacker, createUnpacker } from './posted-job.ts';

const recipe = (text: string, groups: Recipe['groups'] = []): Recipe => ({ family: 'ipv4', text, groups });

function job(serial: number, rules: Recipe, before: Recipe | null = null, beside: Recipe | null = null): AuditJob {
  return { serial, backend: 'nft', rules, before, beside };
}

it('brings every job over whole, and every text once', () => {
  const [pack, unpack] = [createPacker(), createUnpacker()];
  const jobs = [
    job(1, recipe('a')),
    job(2, recipe('a'), recipe('a'), recipe('b')),
    job(3, recipe('a'), null, recipe('b')),
    job(4, recipe('c'), recipe('c')),
    job(5, recipe('a')),
  ];
  const posted = jobs.map(pack);
  expect(posted.map((each) => [...each.texts.values()])).toEqual([['a'], ['b'], [], ['c'], ['a']]);
  expect(posted.map((each) => unpack(structuredClone(each)))).toEqual(jobs);
});
