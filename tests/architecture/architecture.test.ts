import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkArchitecture, type Violation } from './check.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the code keeps to the plan of the house', () => {
  expect(checkArchitecture(ROOT)).toEqual([]);
});

/** A rule that matches nothing passes silently; so each is shown a house in which it is broken. */
describe('each rule is seen to fail', () => {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
  });

  function violationsOf(files: Readonly<Record<string, string>>): readonly Violation[] {
    const root = mkdtempSync(join(tmpdir(), 'sluice-house-'));
    made.push(root);
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), source);
    }
    return checkArchitecture(root);
  }

  const broken: readonly (readonly [string, Violation['rule'], string, string])[] = [
    ['an import upwards', 'arrow', 'packages/netfilter/src/a.ts', `import { x } from '@sluice/iptables'; x();`],
    [
      'a type import upwards',
      'arrow',
      'packages/iptables/src/a.ts',
      `import type { X } from '@sluice/draft'; export type Y = X;`,
    ],
    [
      'an import type expression upwards',
      'arrow',
      'packages/draft/src/a.ts',
      `export type Y = import('@sluice/protocol').Draft;`,
    ],
    ['a re-export upwards', 'arrow', 'packages/netfilter/src/a.ts', `export * from '@sluice/draft';`],
    [
      'a dynamic import upwards',
      'arrow',
      'packages/netfilter/src/a.ts',
      `export const x = () => import('@sluice/draft');`,
    ],
    [
      'analysis and draft knowing each other',
      'arrow',
      'packages/analysis/src/a.ts',
      `import { x } from '@sluice/draft'; x();`,
    ],
    ['zod reaching the helper', 'arrow', 'apps/helper/src/a.ts', `import { draft } from '@sluice/protocol'; draft();`],
    [
      "zod in the helper's language",
      'third-party',
      'packages/protocol/src/helper/a.ts',
      `import { z } from 'zod'; z();`,
    ],
    ['the test kit in the product', 'arrow', 'apps/server/src/a.ts', `import { x } from '@sluice/testkit'; x();`],
    ['what tests share in the product', 'arrow', 'apps/server/src/a.ts', `import { x } from './testing/b.ts'; x();`],
    ['a file deep in a package', 'deep', 'apps/web/src/a.ts', `import { x } from '@sluice/draft/src/step.ts'; x();`],
    [
      'a relative path into another room',
      'deep',
      'apps/web/src/a.ts',
      `import { x } from '../../server/src/b.ts'; x();`,
    ],
    [
      'third-party code in the helper',
      'third-party',
      'apps/helper/src/a.ts',
      `import express from 'express'; express();`,
    ],
    [
      'Node in a pure package',
      'impure',
      'packages/draft/src/a.ts',
      `import { readFileSync } from 'node:fs'; readFileSync('x');`,
    ],
    ['Node in the page', 'impure', 'apps/web/src/a.ts', `import { join } from 'node:path'; join('x');`],
    ['a clock in a pure package', 'impure', 'packages/draft/src/a.ts', `export const now = () => new Date();`],
    ['randomness in a pure package', 'impure', 'packages/draft/src/a.ts', `export const roll = () => Math.random();`],
    ['logging in a pure package', 'impure', 'packages/netfilter/src/a.ts', `console.log('x');`],
    ['the DOM in a pure package', 'impure', 'packages/netfilter/src/a.ts', `export const w = () => document.title;`],
    [
      'a process started by the server',
      'process',
      'apps/server/src/a.ts',
      `import { spawn } from 'node:child_process'; spawn('x');`,
    ],
    [
      'a process started elsewhere in the helper',
      'process',
      'apps/helper/src/b.ts',
      `import { spawn } from 'child_process'; spawn('x');`,
    ],
    [
      'the canvas library outside the canvas',
      'canvas',
      'apps/web/src/shell/a.ts',
      `import { ReactFlow } from '@xyflow/react'; ReactFlow();`,
    ],
    ['a name that says nothing', 'name', 'packages/draft/src/utils.ts', `export const x = 1;`],
    ['a folder that says nothing', 'name', 'packages/draft/src/common/merge.ts', `export const x = 1;`],
    ['a name in another style', 'name', 'packages/draft/src/mergeRules.ts', `export const x = 1;`],
    ['a room that nobody planned', 'room', 'packages/extra/src/a.ts', `export const x = 1;`],
  ];
  test.each(broken)('%s', (_what, rule, file, source) => {
    expect(violationsOf({ [file]: source })).toMatchObject([{ file, rule }]);
  });

  test('a cycle of files', () => {
    const found = violationsOf({
      'packages/draft/src/a.ts': `import { b } from './b.ts'; export const a = () => b;`,
      'packages/draft/src/b.ts': `import { a } from './a.ts'; export const b = () => a;`,
    });
    expect(found).toMatchObject([{ rule: 'cycle' }]);
  });

  test('code that keeps the plan passes', () => {
    const found = violationsOf({
      'packages/draft/src/a.ts': `import type { Rule } from '@sluice/netfilter'; export const process = (rule: Rule) => rule.id;`,
      'packages/draft/src/a.test.ts': `import { expect } from 'vitest'; import { x } from '@sluice/testkit'; expect(x);`,
      'apps/helper/src/exec.ts': `import { spawn } from 'node:child_process'; spawn('x');`,
      'apps/web/src/canvas/MapView.tsx': `import { ReactFlow } from '@xyflow/react'; export const x = ReactFlow;`,
    });
    expect(found).toEqual([]);
  });
});
