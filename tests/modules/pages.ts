import {
  exampleOf,
  hooksOf,
  MATCHES,
  optionTitle,
  readRule,
  TABLES,
  TARGETS,
  type Family,
  type ModuleDefinition,
  type OptionDefinition,
  type Place,
} from '../../packages/netfilter/src/index.ts';
import { MISREAD, NOT_IN_KERNEL, OF_THE_HOST } from '../../packages/testkit/src/unasked.ts';
import { exampleFor } from './example.ts';

/** What the tests name as known differences from the tools, by module. */
export type KnownDifferences = ReadonlyMap<string, readonly string[]>;

/** A folder of pages: the file's name and its text. */
export type Pages = ReadonlyMap<string, string>;

const MODULES: readonly ModuleDefinition[] = [...MATCHES, ...TARGETS];

/** The page of every module, and the support table that leads to them. */
export function makePages(known: KnownDifferences): Pages {
  const pages = MODULES.map((module) => [fileOf(module), pageOf(module, known)] as const);
  return new Map([['README.md', tableOf(known)], ...pages]);
}

/** Names differ in their case alone between some matches and targets, and not every disk tells these apart. */
function fileOf({ type, name }: ModuleDefinition): string {
  return `${type}-${name.toLowerCase()}.md`;
}

const nameOf = ({ type, name }: ModuleDefinition): string => `${type === 'match' ? '-m' : '-j'} ${name}`;

function pageOf(module: ModuleDefinition, known: KnownDifferences): string {
  const { line, table, spec, family } = exampleFor(module);
  const program = family === 'ipv4' ? 'iptables' : 'ip6tables';
  return `${[
    `# ${nameOf(module)}`,
    module.help.replace(/\.*$/, (end) => (end === '' ? '.' : end)),
    facts(module).join('\n'),
    ...(module.options.length > 0 ? [`## Options`, optionTable(module)] : []),
    '## Example',
    `    ${program} -t ${table} -A CHAIN ${line}`,
    readRule(spec),
    '## How far it is compared with iptables',
    [comparedWith(module), ...differencesOf(module, known).map((words) => `Known difference: ${words}.`)].join('\n\n'),
    '[All modules](README.md)',
  ].join('\n\n')}\n`;
}

function facts(module: ModuleDefinition): readonly string[] {
  const { protocols, protocolsIn, requires = [], excludes = [] } = module;
  const only = protocolsIn ? ` in ${familyNames(protocolsIn)}` : '';
  return [
    `- In ${familyNames(module.families)}.`,
    `- ${placeWords(module.place?.([]))}`,
    ...placesByOption(module),
    ...(protocols ? [`- Needs ${codes(protocols, 'or', '-p ')} before it${only}.`] : []),
    ...requires.map((group) => `- Needs ${codes(group, 'or')}.`),
    ...excludes.map((group) => `- Takes only one of ${codes(group, 'and')}.`),
    ...(module.type === 'target' ? [`- ${module.ends ? 'Ends' : 'Does not end'} the way through the chain.`] : []),
  ];
}

function placesByOption(module: ModuleDefinition): readonly string[] {
  const whole = JSON.stringify(module.place?.([]) ?? null);
  return module.options.flatMap(({ names: [name], kind }) => {
    const values = exampleOf(kind, module.families?.[0] ?? 'ipv4');
    const place = module.place?.([{ name, negated: false, values }]);
    return JSON.stringify(place ?? null) === whole ? [] : [`- With \`${name}\`: ${placeWords(place)}`];
  });
}

function placeWords(place: Place | null | undefined): string {
  if (!place) return 'In every table and chain.';
  const { tables = TABLES, hooks } = place;
  const where = tables.length === TABLES.length ? 'every table' : `the table ${codes(tables, 'and')}`;
  const reached = hooks && ` in chains that packets reach from ${codes(hooks, 'and')}`;
  const possible = hooks ? '' : ` (${[...new Set(tables.flatMap((table) => hooksOf(table)))].join(', ')})`;
  const backend = place.backend ? ` Checked by iptables-${place.backend} only.` : '';
  return `In ${where}${reached ?? (tables.length === TABLES.length ? '' : possible)}.${backend}`;
}

function familyNames(families: readonly Family[] = ['ipv4', 'ipv6']): string {
  return families.map((family) => (family === 'ipv4' ? 'IPv4' : 'IPv6')).join(' and ');
}

function codes(words: readonly string[], last: 'and' | 'or', before = ''): string {
  const all = words.map((word) => `\`${before}${word}\``);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${last} ${all.at(-1)}`;
}

function optionTable(module: ModuleDefinition): string {
  const rows = module.options.map((option) =>
    [
      option.names.map((name) => `\`${name}\``).join(', '),
      valueWords(option),
      [optionTitle(option), ...remarks(option)].join('; '),
    ].map(cell),
  );
  return [['option', 'value', 'says'], ['---', '---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);

function valueWords({ kind, negatable }: OptionDefinition): string {
  const not = negatable === true ? ['`!` may stand before it'] : [];
  if (kind.words === 0) return not.join('');
  const [ask] = kind.asks ?? [];
  const isChoice = kind.words === 1 && (ask?.by === 'one' || ask?.by === 'some');
  const list = isChoice ? ask.of : kind.like;
  const lead = isChoice && ask.by === 'some' ? 'any of ' : isChoice ? '' : 'like ';
  return [`${lead}${codes(list, 'or')}${kind.optional === true ? ', or nothing' : ''}`, ...not].join('; ');
}

function remarks({ families, needs, omits }: OptionDefinition): readonly string[] {
  const others = typeof needs === 'string' ? [needs] : (needs ?? []);
  const left = typeof omits === 'function' ? [omits('ipv4'), omits('ipv6')] : omits ? [omits] : [];
  return [
    ...(families ? [`In ${familyNames(families)} only`] : []),
    ...(others.length > 0 ? [`Needs ${codes(others, 'or')}`] : []),
    ...(left.length > 0 ? [`iptables-save leaves out ${codes(left, 'or')}`] : []),
  ];
}

/** What the tests hold a module against: they ask the tools about everything but these. */
function comparedWith({ name }: ModuleDefinition): string {
  const host = OF_THE_HOST[name];
  if (host !== undefined) return `The tools’ own tests are compared; rules on a kernel are not: it would need ${host}.`;
  const kernel = NOT_IN_KERNEL[name];
  if (kernel !== undefined) return `What the tools read is compared; no kernel of the tests takes it: ${kernel}.`;
  return 'Rules made from its definition are compared with iptables-nft and iptables-legacy, each on a kernel.';
}

function differencesOf({ name }: ModuleDefinition, known: KnownDifferences): readonly string[] {
  return [...(known.get(name) ?? []), ...(MISREAD[name] === undefined ? [] : [MISREAD[name]])];
}

function comparedBriefly({ name }: ModuleDefinition): string {
  if (name in OF_THE_HOST) return `not on a kernel: needs ${OF_THE_HOST[name]}`;
  return name in NOT_IN_KERNEL ? `not on a kernel: ${NOT_IN_KERNEL[name]}` : 'nft and legacy';
}

function tableOf(known: KnownDifferences): string {
  const rows = (modules: readonly ModuleDefinition[]): string =>
    modules
      .map((module) =>
        [
          `[\`${module.name}\`](${fileOf(module)})`,
          module.help,
          familyNames(module.families),
          String(module.options.length),
          comparedBriefly(module),
          differencesOf(module, known).join('; '),
        ].map(cell),
      )
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n');
  const head =
    '| name | what for | family | options | compared on a kernel | known differences |\n|---|---|---|---|---|---|';
  return `# Matches and targets

Made by \`npm run modules\` from the definitions in \`packages/netfilter/src/extensions\`: each of these modules is read, shown as a sentence,
asked for by a form, checked while it is typed, and printed as iptables-save prints it. Whatever else a rule holds stays as it is, as text.

*Compared on a kernel* says whether rules made from the definition are asked of iptables 1.8.9 with both backends, in a namespace
(\`npm run differential\`). *Known differences* are those that the tests name.

## ${MATCHES.length} matches

${head}
${rows(MATCHES)}

## ${TARGETS.length} targets

${head}
${rows(TARGETS)}
`;
}

/**
 * Reads the list of known differences: a line `# why`, then the cases. `libxt_NFLOG.t:8` is about the module NFLOG; in a
 * probe, the module is the word behind `-m` or `-j`.
 */
export function readKnownDifferences(text: string): KnownDifferences {
  const found = new Map<string, string[]>();
  let why = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) why = line.replace(/^#\s*/, '');
    const name = /^lib(?:xt|ipt|ip6t)_(\w+)\.t:/.exec(line)?.[1] ?? /^probe .*-[mj] (\w+)/.exec(line)?.[1];
    if (name === undefined || !MODULES.some((module) => module.name === name)) continue;
    const words = found.get(name) ?? [];
    if (!words.includes(why)) found.set(name, [...words, why]);
  }
  return found;
}
