/** What one room may know. The table below is ARCHITECTURE.md's, in a form that a test can hold code against. */
export interface Room {
  /** Folder below the repository's root. */
  readonly folder: string;
  /** Imports allowed from elsewhere in the workspace, by package root. */
  readonly workspace: readonly string[];
  /** Third-party packages allowed: all, none, or these. */
  readonly packages: 'all' | readonly string[];
  /** Whether Node's own modules and globals may be used. */
  readonly node: boolean;
  /** Whether the DOM's globals may be used. */
  readonly dom: boolean;
}

/** Packages of the workspace that only tests may import. */
export const TEST_ONLY = ['@sluice/testkit', '@sluice/testkit/arbitraries', '@sluice/testkit/edits'];

const pure = { node: false, dom: false } as const;

/** Every room of the house. A folder with code that is not in this table is a violation itself. */
export const ROOMS: readonly Room[] = [
  { folder: 'packages/netfilter', workspace: [], packages: [], ...pure },
  { folder: 'packages/iptables', workspace: ['@sluice/netfilter'], packages: [], ...pure },
  { folder: 'packages/draft', workspace: ['@sluice/netfilter', '@sluice/iptables'], packages: [], ...pure },
  { folder: 'packages/analysis', workspace: ['@sluice/netfilter', '@sluice/iptables'], packages: [], ...pure },
  // The helper's language comes before its surroundings: a file belongs to the first room that holds it.
  { folder: 'packages/protocol/src/helper', workspace: ['@sluice/netfilter'], packages: [], ...pure },
  { folder: 'packages/protocol', workspace: ['@sluice/netfilter', '@sluice/draft'], packages: ['zod'], ...pure },
  {
    folder: 'packages/testkit',
    workspace: ['@sluice/netfilter', '@sluice/iptables', '@sluice/draft'],
    packages: ['fast-check'],
    node: true,
    dom: false,
  },
  {
    folder: 'apps/helper',
    workspace: ['@sluice/netfilter', '@sluice/iptables', '@sluice/draft', '@sluice/protocol/helper'],
    packages: [],
    node: true,
    dom: false,
  },
  {
    folder: 'apps/server',
    workspace: [
      '@sluice/netfilter',
      '@sluice/iptables',
      '@sluice/draft',
      '@sluice/analysis',
      '@sluice/protocol',
      '@sluice/protocol/helper',
    ],
    packages: 'all',
    node: true,
    dom: false,
  },
  {
    folder: 'apps/web',
    workspace: ['@sluice/netfilter', '@sluice/iptables', '@sluice/draft', '@sluice/analysis', '@sluice/protocol'],
    packages: 'all',
    node: false,
    dom: true,
  },
  {
    folder: 'apps/cli',
    workspace: [
      '@sluice/netfilter',
      '@sluice/iptables',
      '@sluice/draft',
      '@sluice/analysis',
      '@sluice/protocol',
      '@sluice/protocol/helper',
      '@sluice/server',
      '@sluice/helper',
    ],
    packages: 'all',
    node: true,
    dom: false,
  },
];

/** The one file that may start processes, and the rooms for tests and tools, which are not part of the product. */
export const MAY_START_PROCESSES = ['apps/helper/src/exec.ts', 'packages/testkit/', 'scripts/', 'e2e/', 'bench/'];

/** The one folder that may import the canvas library. */
export const CANVAS = { library: '@xyflow/react', folder: 'apps/web/src/canvas/' };

/** File names that say nothing. */
export const EMPTY_NAMES = /^(utils?|helpers|common|misc|manager)$/;
