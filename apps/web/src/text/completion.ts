import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { readSpec } from '@sluice/iptables';
import {
  findMatch,
  findTable,
  findTarget,
  isBuiltinChain,
  isTableName,
  MATCHES,
  protocolMatch,
  TABLES,
  TARGETS,
  type Family,
  type ModuleDefinition,
  type OptionDefinition,
  type RuleSpec,
  type TableName,
} from '@sluice/netfilter';
import { setsNow } from '../state/host-sets.ts';
import { useWorkspace } from '../state/workspace.ts';

/** Offers what can stand at the cursor: chains, targets, modules, interfaces, the options of the modules at hand. */
export function complete(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const word = /[^\s"]*$/.exec(before)?.[0] ?? '';
  const rest = before.slice(0, before.length - word.length);
  if (word === '' && !context.explicit && !/-(?:[AjgmiopN]|-[\w-]+)\s$/.test(rest)) return null;
  // An open quotation is the person's own text.
  if ((rest.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1) return null;
  const options = optionsAt(rest, { word, table: tableAt(context), family: useWorkspace.getState().family });
  if (options.length === 0) return null;
  return { from: context.pos - word.length, options: [...options], validFor: /^[^\s"]*$/ };
}

interface Place {
  readonly word: string;
  readonly table: TableName | null;
  readonly family: Family;
}

/** The options for a word behind `rest`, which is the line up to it. */
export function optionsAt(rest: string, place: Place): readonly Completion[] {
  const { word, table, family } = place;
  if (rest === '' && word.startsWith('*')) return TABLES.map((name) => ({ label: `*${name}`, type: 'table' }));
  const last = /(\S+)\s+$/.exec(rest)?.[1] ?? '';
  switch (last) {
    case '-A':
    case '--append':
      return table ? chainsOf(table).map((label) => ({ label, type: 'chain' })) : [];
    case '-j':
    case '--jump':
      return [...targetsIn(table, family), ...calledIn(table)];
    case '-g':
    case '--goto':
      return calledIn(table);
    case '-m':
    case '--match':
      return modulesFor(MATCHES, family).map((module) => ({ label: module.name, detail: module.help }));
    case '-p':
    case '--protocol':
      return PROTOCOLS[family].map((label) => ({ label }));
    case '--match-set':
    case '--add-set':
    case '--del-set':
    case '--map-set':
      return setsNow().map(({ name, type }) => ({ label: name, detail: type }));
    case '-i':
    case '-o':
      return useWorkspace.getState().interfaces.map((label) => ({ label }));
    default:
      break;
  }
  if (!/^(?:\[\S*\] )?-A \S+ /.test(rest) || (word !== '' && !word.startsWith('-'))) return [];
  return ruleOptions(readSpec(rest.replace(/^(?:\[\S*\] )?-A \S+ /, '')));
}

const PROTOCOLS: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['tcp', 'udp', 'icmp', 'sctp', 'gre', 'esp', 'ah'],
  ipv6: ['tcp', 'udp', 'ipv6-icmp', 'sctp', 'gre', 'esp', 'ah'],
};

/** What every rule can say. */
const BASE: readonly Completion[] = [
  { label: '-s', detail: 'Source address' },
  { label: '-d', detail: 'Destination address' },
  { label: '-i', detail: 'Incoming interface' },
  { label: '-o', detail: 'Outgoing interface' },
  { label: '-p', detail: 'Protocol' },
  { label: '-m', detail: 'Match module' },
  { label: '-j', detail: 'Target or chain to jump to' },
  { label: '-g', detail: 'Chain to go to without return' },
];

/** The youngest module's options first: the person is writing it. What stands already is not offered again. */
function ruleOptions(spec: RuleSpec): readonly Completion[] {
  const uses = [...spec.matches, ...(spec.target ? [{ module: spec.target.name, options: spec.target.options }] : [])];
  const given = new Set(uses.flatMap((use) => use.options.map((option) => option.name)));
  const implied = spec.protocol && !spec.protocol.negated ? protocolMatch(spec.protocol.value) : undefined;
  const named = spec.matches.map((use) => findMatch(use.module));
  const target = spec.target?.how === 'jump' ? findTarget(spec.target.name) : undefined;
  const modules = [...new Set<ModuleDefinition | undefined>([implied, ...named, target])].filter(
    (module) => module !== undefined,
  );
  const own = modules
    .toReversed()
    .flatMap((module, age) =>
      module.options
        .filter(({ names }) => !given.has(names[0]))
        .map((option) => ({ label: option.names[0], detail: optionHelp(option), section: module.name, boost: -age })),
    );
  return [...own, ...(spec.target ? [] : BASE.map((each) => ({ ...each, boost: -20 })))];
}

/** `In connection state …` */
function optionHelp({ reads }: OptionDefinition): string {
  return sentence(reads.replaceAll('{}', '…'));
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function modulesFor<T extends ModuleDefinition>(modules: readonly T[], family: Family): readonly T[] {
  return modules.filter(({ families }) => !families || families.includes(family));
}

function targetsIn(table: TableName | null, family: Family): readonly Completion[] {
  return modulesFor(TARGETS, family)
    .filter((target) => {
      const tables = target.place?.([])?.tables;
      return !tables || table === null || tables.includes(table);
    })
    .map((target) => ({ label: target.name, detail: target.help, type: 'target' }));
}

function calledIn(table: TableName | null): readonly Completion[] {
  if (!table) return [];
  return chainsOf(table)
    .filter((name) => !isBuiltinChain(table, name))
    .map((label) => ({ label, detail: 'Chain', type: 'chain', boost: 1 }));
}

function chainsOf(table: TableName): readonly string[] {
  const { current } = useWorkspace.getState();
  return (current && findTable(current, table)?.chains.map(({ name }) => name)) ?? [];
}

/** The table that the cursor's line stands in. */
function tableAt({ state, pos }: CompletionContext): TableName | null {
  for (let { number } = state.doc.lineAt(pos); number > 0; number -= 1) {
    const name = /^\*(\S+)/.exec(state.doc.line(number).text)?.[1];
    if (name !== undefined) return isTableName(name) ? name : null;
  }
  return null;
}
