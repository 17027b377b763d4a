import { parseCommand, printRestoreLines, printRuleset } from '@sluice/iptables';
import {
  findTable,
  hooksOf,
  isTableName,
  TABLES,
  type ChainRef,
  type Family,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { MENDED, mendNegation } from './old-negation.ts';

/** What was brought along: a save file, or commands as a script or a person types them. */
export type ImportForm = 'save' | 'commands';

/** A line that could not be taken, and why. */
export interface LeftOut {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** What was taken for something that it does not quite say. */
export interface Assumed {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly words: string;
}

/** A line of save text, and the line of what was brought along that it comes from. */
export interface MadeLine {
  readonly text: string;
  /** Absent for what stood in the draft before. */
  readonly from?: number;
}

/** What was brought along as one save text of all that the draft would then hold. */
export interface ImportText {
  readonly form: ImportForm;
  readonly made: readonly MadeLine[];
  readonly leftOut: readonly LeftOut[];
  readonly assumed: readonly Assumed[];
}

/** Where it goes: the draft as it is, and the chain for rules that name none. */
export interface ImportPlace {
  readonly before: Ruleset;
  readonly chain: ChainRef | null;
}

/** A line that begins as one of a save file's own lines do. */
export function guessForm(text: string): ImportForm {
  return /^[ \t]*(?:\*(?:raw|mangle|nat|filter|security)\b|:\S+ (?:ACCEPT|DROP|-) ?(?:\[|$))/m.test(text)
    ? 'save'
    : 'commands';
}

/** The family that the text itself names, else the one whose addresses it holds; null when it tells neither. */
export function guessFamily(text: string): Family | null {
  // What a comment or a log prefix says tells nothing.
  const said = text.replaceAll(/"(?:\\.|[^"\\\n])*"/g, '""');
  const sign = PROGRAM.exec(said) ?? ADDRESS.exec(said);
  if (!sign) return null;
  return sign.groups?.['six'] === undefined ? 'ipv4' : 'ipv6';
}

const PROGRAM = /\bip(?<six>6)?tables(?:-save|-restore|-nft|-legacy)*\b/;
/** The files of ufw, for example, name no program. */
const ADDRESS = /\s-[sd] (?:! )?(?:\d+\.\d+\.\d+\.\d+|(?<six>[0-9a-f]{0,4}:[0-9a-f:]+))(?=[\s/]|$)/im;

/**
 * Save text of the draft with what was brought along done to it. The tables of a save file replace the draft's, as
 * iptables-restore does it; commands run one after the other on what is there.
 */
export function makeSaveText(brought: string, place: ImportPlace): ImportText {
  const lines = brought.replace(/^\uFEFF/, '').split(/\r?\n/);
  const text = guessForm(brought) === 'save' ? fromSave(lines, place) : fromCommands(lines, place);
  return { ...text, assumed: [...ofTheFile(brought), ...text.assumed] };
}

function ofTheFile(brought: string): readonly Assumed[] {
  const [text = ''] = brought.split(/\r?\n/, 1);
  const at = { line: 1, text: text.replace(/^\uFEFF/, '') };
  const mark = 'A byte order mark stands before the first line. It was taken for no part of it.';
  const ends = 'Lines end in CR LF, as on Windows. The CR were taken for no part of them.';
  return [
    ...(brought.startsWith('\uFEFF') ? [{ ...at, words: mark }] : []),
    ...(brought.includes('\r\n') ? [{ ...at, words: ends }] : []),
  ];
}

function fromSave(lines: readonly string[], { before }: ImportPlace): ImportText {
  const made: MadeLine[] = [];
  const assumed: Assumed[] = [];
  const named = new Set<string>();
  let open = false;
  const end = (line: number, text: string): void => {
    made.push({ text: 'COMMIT' });
    assumed.push({ line, text, words: 'The table before has no COMMIT. It was taken to end here.' });
  };
  for (const [at, line] of lines.entries()) {
    const text = line.trim();
    const table = /^\*\s*(\S+)/.exec(text)?.[1];
    if (text === '' || text.startsWith('#')) continue;
    if (open && table !== undefined) end(at + 1, text);
    made.push({ text, from: at + 1 });
    if (table !== undefined) named.add(table);
    // A chain that the file does not list is emptied and keeps its policy.
    if (table !== undefined && isTableName(table))
      made.push(...hooksOf(table).map((hook) => ({ text: `:${hook} - [0:0]` })));
    open = text !== 'COMMIT' && (open || table !== undefined);
  }
  if (open) end(lines.length, 'the end of the text');
  const others = before.tables.filter(({ name }) => !named.has(name));
  return { form: 'save', made: [...made, ...standing({ ...before, tables: others })], leftOut: [], assumed };
}

function fromCommands(lines: readonly string[], { before, chain }: ImportPlace): ImportText {
  const leftOut: LeftOut[] = [];
  const assumed: Assumed[] = [];
  const commands = new Map<TableName, MadeLine[]>();
  for (const { text, from } of joinLines(lines)) {
    if (SAYS_NOTHING.test(text)) continue;
    const isBare = chain !== null && /^\s*(?:!\s*)?-/.test(text) && !NAMES_ACTION.test(text);
    const line = isBare ? `-t ${chain.table} -A '${chain.chain}' ${text.trim()}` : text;
    const { command, isMended } = readCommand(line, before.family);
    if (isMended) assumed.push({ line: from, text, words: MENDED });
    if (!command.ok) {
      leftOut.push({ line: from, text, reason: command.error.message });
      continue;
    }
    const { table } = command.value;
    const own = commands.get(table) ?? [];
    commands.set(table, own);
    own.push(...printRestoreLines(command.value).map((each) => ({ text: each, from })));
  }
  const made = TABLES.flatMap((name): readonly MadeLine[] => {
    const old = findTable(before, name);
    const own = commands.get(name) ?? [];
    if (!old && own.length === 0) return [];
    const known = old ? standing({ ...before, tables: [old] }).slice(0, -1) : [{ text: `*${name}` }];
    return [...known, ...own, { text: 'COMMIT' }];
  });
  return { form: 'commands', made, leftOut, assumed };
}

/** A command, also one that negates as it was done long ago. */
function readCommand(line: string, family: Family): { command: ReturnType<typeof parseCommand>; isMended: boolean } {
  const command = parseCommand(line, { family });
  if (command.ok || command.error.code !== 'oldNegation') return { command, isMended: false };
  const { command: mended } = readCommand(mendNegation(line, [command.error]), family);
  return { command: mended, isMended: mended.ok };
}

/** A script's own lines, which do nothing to rules. */
const SAYS_NOTHING = /^\s*(?:$|#|(?:set|exit|echo)\b)/;

/** Options that say what to do; a line without one is a rule's own words. */
const NAMES_ACTION =
  /(?:^|\s)(?:-[AIDRNPFXEZLSC]|--(?:append|insert|delete|replace|new-chain|policy|flush|delete-chain|rename-chain))(?:\s|$)/;

/** Shell lines with what a backslash at their end joins to them. */
function joinLines(lines: readonly string[]): readonly { readonly text: string; readonly from: number }[] {
  const joined: { text: string; from: number }[] = [];
  let goesOn = false;
  for (const [at, line] of lines.entries()) {
    const ends = line.endsWith('\\');
    const text = ends ? line.slice(0, -1) : line;
    const last = joined.at(-1);
    if (goesOn && last) last.text += ` ${text.trim()}`;
    else joined.push({ text, from: at + 1 });
    goesOn = ends;
  }
  return joined;
}

function standing(ruleset: Ruleset): readonly MadeLine[] {
  const text = printRuleset(ruleset, { counters: false });
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => ({ text: line }));
}
