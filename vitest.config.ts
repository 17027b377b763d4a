import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages}/*/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    setupFiles: ['packages/testkit/src/seed-properties.ts'],
    pool: 'forks',
    // Tests on real kernels mostly wait: for a deadline, a lock, a tool.
    maxWorkers: 2 * availableParallelism(),
    testTimeout: 30_000,
  },
});
