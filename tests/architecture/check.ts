import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, normalize, relative, sep } from 'node:path';
import { readReferences } from './imports.ts';
import { CANVAS, EMPTY_NAMES, MAY_START_PROCESSES, ROOMS, TEST_ONLY, type Room } from './layers.ts';

/** One place where code breaks the plan of the house. */
export interface Violation {
  readonly file: string;
  readonly rule: 'arrow' | 'deep' | 'third-party' | 'impure' | 'process' | 'canvas' | 'cycle' | 'name' | 'room';
  readonly detail: string;
}

const NODE_GLOBALS = ['process', 'Buffer', 'global', '__dirname', '__filename', 'require'];
const DOM_GLOBALS = ['window', 'document', 'navigator', 'location', 'localStorage', 'HTMLElement'];
const EFFECT_GLOBALS = [
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'crypto',
  'performance',
  'Date',
  'Math.random',
  'globalThis',
];

/** Holds every source file below `root` (of a repository, or of a fixture laid out like one) against the plan. */
export function checkArchitecture(root: string): readonly Violation[] {
  const files = sourceFiles(root);
  const graph = new Map<string, readonly string[]>();
  const violations: Violation[] = [];
  for (const file of files) {
    const references = readReferences(join(root, file), readFileSync(join(root, file), 'utf8'));
    graph.set(
      file,
      references.modules.filter(isRelative).map((module) => normalize(join(dirname(file), module))),
    );
    violations.push(...checkName(file), ...checkProcess(file, references.modules));
    const room = ROOMS.find(({ folder }) => file.startsWith(`${folder}/`));
    if (!room) {
      if (/^(apps|packages)\//.test(file))
        violations.push({ file, rule: 'room', detail: 'no room of that name in layers.ts' });
      continue;
    }
    violations.push(...references.modules.flatMap((module) => checkModule(file, room, module)));
    if (!isTest(file)) violations.push(...checkGlobals(file, room, references.globals));
  }
  return [...violations, ...findCycles(graph)];
}

function checkModule(file: string, room: Room, module: string): readonly Violation[] {
  const violation = (rule: Violation['rule'], detail: string): readonly Violation[] => [{ file, rule, detail }];
  if (isRelative(module)) {
    // The gallery is data that tests may read from anywhere.
    if (isTest(file) && /\/examples\/[^.]*\/?rules\.v[46]\.save/.test(module)) return [];
    const target = normalize(join(dirname(file), module));
    if (isTest(target) && !isTest(file)) return violation('arrow', `${module} is for tests`);
    const inside = target.startsWith(`${room.folder}/`);
    return inside ? [] : violation('deep', `${module} leaves ${room.folder}; import the package's root`);
  }
  if (module === CANVAS.library || module.startsWith(`${CANVAS.library}/`)) {
    if (!file.startsWith(CANVAS.folder)) return violation('canvas', `${module} outside ${CANVAS.folder}`);
  }
  if (module.startsWith('@sluice/')) {
    if (room.workspace.includes(module)) return [];
    if (isTest(file) && TEST_ONLY.includes(module)) return [];
    const known = ROOMS.some(({ workspace }) => workspace.includes(module)) || TEST_ONLY.includes(module);
    return violation(known ? 'arrow' : 'deep', module);
  }
  if (module.startsWith('node:') || builtinModules.includes(module)) {
    return room.node || isTest(file) ? [] : violation('impure', module);
  }
  const name = module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
  if (room.packages === 'all' || room.packages.includes(name)) return [];
  if (isTest(file) && ['vitest', 'fast-check'].includes(name)) return [];
  return violation('third-party', module);
}

function checkGlobals(file: string, room: Room, globals: ReadonlySet<string>): readonly Violation[] {
  const banned = [
    ...(room.node ? [] : NODE_GLOBALS),
    ...(room.dom ? [] : DOM_GLOBALS),
    ...(room.node || room.dom ? [] : EFFECT_GLOBALS),
  ];
  return banned.filter((name) => globals.has(name)).map((name) => ({ file, rule: 'impure', detail: name }));
}

function checkProcess(file: string, modules: readonly string[]): readonly Violation[] {
  if (MAY_START_PROCESSES.some((allowed) => file.startsWith(allowed)) || isTest(file)) return [];
  const found = modules.filter((module) => /^(node:)?(child_process|cluster)$/.test(module));
  return found.map((detail) => ({ file, rule: 'process', detail }));
}

function checkName(file: string): readonly Violation[] {
  const name = basename(file).replace(/\..*$/, '');
  const folders = dirname(file).split('/');
  const empty = [name, ...folders].find((part) => EMPTY_NAMES.test(part));
  if (empty) return [{ file, rule: 'name', detail: `"${empty}" says nothing` }];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && !/^([A-Z][a-z0-9]*)+$/.test(name)) {
    return [{ file, rule: 'name', detail: `${name} is neither kebab-case nor a component's PascalCase` }];
  }
  return [];
}

/** Import cycles among files, each named once by its path of files. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): readonly Violation[] {
  const state = new Map<string, 'open' | 'done'>();
  const violations: Violation[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      violations.push({ file, rule: 'cycle', detail: [...path.slice(path.indexOf(file)), file].join(' -> ') });
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) if (graph.has(next)) walk(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) walk(file, []);
  return violations;
}

function isRelative(module: string): boolean {
  return module.startsWith('.');
}

/** A test, or what tests of a room share: nothing of the product may import that. */
function isTest(file: string): boolean {
  return /\.test\.tsx?$|\/testing\//.test(file);
}

function sourceFiles(root: string): readonly string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || ['node_modules', 'dist', 'fixtures', 'tests'].includes(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (/\.tsx?$/.test(entry.name)) found.push(relative(root, path).split(sep).join('/'));
    }
  };
  walk(root);
  return found.toSorted();
}
