/** How much a remark matters: `error` means that iptables refuses the words or that the rules cannot be as they say. */
export type Severity = 'error' | 'warning' | 'info';

/** What a remark's sentence needs to know. */
export type Facts = Readonly<Record<string, string | number>>;

interface Entry {
  readonly severity: Severity;
  /** One or two sentences: what is wrong, and what would be right. */
  describe(facts: Facts): string;
}

const entry = (severity: Severity, describe: (facts: Facts) => string): Entry => ({ severity, describe });

/** Every remark on the form of a text, with its sentence. This table is the only place that words them. */
const DIAGNOSTICS = {
  byteOrderMark: entry(
    'error',
    () => 'The file begins with a byte order mark, which iptables-restore refuses. Save it as UTF-8 without one.',
  ),
  carriageReturn: entry(
    'error',
    () => 'Lines end in CR LF, which iptables-restore refuses. Save the file with Unix line ends.',
  ),
  blankLine: entry(
    'error',
    () => 'This line holds only blanks, which iptables-restore refuses. Make it empty or delete it.',
  ),
  indentedComment: entry(
    'error',
    () => 'iptables-restore takes # as a comment only in the first column. Move it to the start of the line.',
  ),
  trailingComment: entry(
    'error',
    () => 'iptables-restore knows no comment behind a rule. Put it on a line of its own, or use -m comment --comment.',
  ),
  continuation: entry(
    'error',
    () => 'iptables-restore does not join lines that end in a backslash. Write the rule on one line.',
  ),
  blankAtCommit: entry('error', () => 'iptables-restore accepts COMMIT only without blanks around it. Remove them.'),
  missingCommit: entry(
    'error',
    ({ table }) =>
      `The table ${table} has no COMMIT line, so iptables-restore would not load it. Add COMMIT after its last rule.`,
  ),
  strayCommit: entry('warning', () => 'COMMIT stands here without a table. Remove it.'),
  unknownTable: entry(
    'error',
    ({ table }) => `There is no table “${table}”. Use raw, mangle, nat, filter or security.`,
  ),
  indentedTable: entry('error', () => 'A table line must begin in the first column. Remove the blanks before it.'),
  repeatedTable: entry(
    'warning',
    ({ table }) =>
      `The table ${table} stands twice: iptables-restore keeps only the last one, unless it runs with --noflush. Join the two.`,
  ),
  outsideTable: entry('error', () => 'This line stands outside a table. Put it between a *table line and its COMMIT.'),
  unreadableLine: entry(
    'error',
    ({ text }) =>
      `iptables-restore cannot read “${text}”. A line is a comment (#), a table (*), a chain (:), a rule (-A) or COMMIT.`,
  ),
  badChainLine: entry(
    'error',
    () => 'A chain line reads “:NAME POLICY [packets:bytes]”, with - as the policy of a user-defined chain.',
  ),
  badPolicy: entry(
    'error',
    ({ policy }) => `“${policy}” is no policy. Use ACCEPT or DROP, or - on a user-defined chain.`,
  ),
  policyOnUserChain: entry(
    'warning',
    ({ chain }) =>
      `${chain} is a user-defined chain and has no policy: iptables-nft ignores it, iptables-legacy refuses it. Write - instead.`,
  ),
  repeatedChain: entry(
    'warning',
    ({ chain }) =>
      `The chain ${chain} is declared twice: iptables-nft empties it here, iptables-legacy refuses the file. Declare it once.`,
  ),
  undeclaredChain: entry(
    'error',
    ({ chain }) => `The chain ${chain} is not declared. Add the line “:${chain} - [0:0]” before this one.`,
  ),
  badChainName: entry(
    'error',
    ({ chain }) =>
      `“${chain}” cannot name a chain. Use 1 to 28 characters without blanks, not beginning with - or !, and no target's name.`,
  ),
  missingChain: entry('error', ({ option }) => `${option} needs the name of a chain behind it.`),
  unknownNumber: entry(
    'error',
    ({ number, chain }) => `There is no rule ${number} in ${chain}. Use a number that the chain has.`,
  ),
  noSuchRule: entry(
    'error',
    ({ chain }) => `No rule in ${chain} reads like this one, so nothing can be deleted. Give the rule's exact words.`,
  ),
  chainInUse: entry(
    'error',
    ({ chain }) => `The chain ${chain} is not empty or is still called, so it cannot be deleted.`,
  ),
  notApplied: entry('info', ({ option }) => `${option} changes no rule and is passed over.`),
  noCommand: entry('error', () => 'This line says nothing to do. A rule begins with -A CHAIN.'),
  notARule: entry('error', () => 'This line is no rule. Only rules, as -A CHAIN ..., can be put into a chain.'),
  severalCommands: entry('error', () => 'This line holds more than one command. Write one per line.'),
  newlineInQuotes: entry(
    'error',
    () =>
      'The quoted text holds a line break: iptables-restore would read what follows it as another line. Remove the line break.',
  ),
  openQuote: entry(
    'error',
    () => 'The quotation has no end, so the text takes the rest of the line with it. Add the closing ".',
  ),
  joinedQuote: entry(
    'error',
    ({ word }) => `A quotation ends a word, so “${word}” is cut in two here. Put the whole word in quotes.`,
  ),
  controlCharacter: entry('error', () => 'The text holds a control character. Remove it.'),
  tooManyWords: entry(
    'error',
    ({ count, most }) => `iptables-restore reads ${most} words here, there are ${count}. Split the rule.`,
  ),
  tooLong: entry(
    'error',
    ({ length }) => `A line may hold 10240 characters, this one has ${length}. Shorten or split the rule.`,
  ),
  shellSyntax: entry(
    'error',
    () => 'A shell would put something else in place of this, which Sluice cannot do. Write the words themselves.',
  ),
  otherFamilyCommand: entry(
    'error',
    ({ program }) => `This is a command for ${program}. Switch to that family, then paste it.`,
  ),
  emptyRule: entry(
    'info',
    () => 'The rule has no conditions and no target: it only counts every packet. Say what to match or what to do.',
  ),
  tableInRule: entry('error', () => 'The option -t cannot stand in a rule: the table is where the rule is. Remove it.'),
  commandInRule: entry('error', ({ option }) => `${option} is no part of a rule. Remove it.`),
  otherFamily: entry('info', ({ family }) => `This line is for ${family} only and is passed over here.`),
  unknownOption: entry(
    'error',
    ({ option }) =>
      `No module of this rule has an option ${option}. Check its spelling, or name its module with -m before it.`,
  ),
  optionNeedsModule: entry(
    'error',
    ({ option, module }) => `${option} belongs to a module that the rule does not name. Put -m ${module} before it.`,
  ),
  optionNeedsProtocol: entry(
    'error',
    ({ option, protocol }) => `${option} needs a protocol. Put -p ${protocol} before it.`,
  ),
  optionNeedsTarget: entry(
    'error',
    ({ option, target }) => `${option} belongs to the target ${target}. Put -j ${target} before it.`,
  ),
  strayWord: entry(
    'error',
    ({ word }) =>
      `“${word}” stands where an option is expected. If it belongs to the word before it, put both in quotes.`,
  ),
  missingValue: entry('error', ({ option }) => `${option} needs a value behind it.`),
  repeatedOption: entry('error', ({ option }) => `${option} stands twice. Keep one.`),
  notNegatable: entry('error', ({ option }) => `${option} cannot be negated. Remove the !.`),
  nothingNegated: entry('error', () => 'Nothing follows this !. Put an option behind it, or remove it.'),
  doubleNegation: entry('error', () => 'Two ! stand next to each other. Remove one.'),
  oldNegation: entry(
    'error',
    ({ option }) => `Newer versions of iptables refuse ! behind ${option}. Put the ! before it.`,
  ),
  gluedOption: entry(
    'warning',
    ({ option }) =>
      `iptables before 1.8.11 refuses ${option} joined with its value in a file. Put a blank between them.`,
  ),
  badValue: entry('error', ({ option, found, want }) => `“${found}” is not a value of ${option}. Use ${want}.`),
  optionRequired: entry('error', ({ module, options }) => `${module} needs ${options}. Add it.`),
  optionsExclude: entry('error', ({ module, options }) => `${module} takes only one of ${options}. Remove the others.`),
  textCut: entry(
    'warning',
    ({ option, keeps, bytes }) =>
      `iptables keeps only ${keeps} bytes of ${option}, this has ${bytes}, and cuts off the rest without a word. Shorten it.`,
  ),
  valueNeedsProtocol: entry(
    'error',
    ({ option, value, protocols }) => `${option} ${value} works only with ${protocols}. Put it behind -p.`,
  ),
  badCounters: entry(
    'error',
    () => 'Counters are two whole numbers: [packets:bytes] before the rule, or -c PACKETS BYTES.',
  ),
  needsProtocol: entry('error', ({ module, protocols }) => `${module} works only with ${protocols}. Put it behind -p.`),
  familyModule: entry('error', ({ module, family }) => `${module} does not exist in ${family}. Remove it.`),
  negatedList: entry(
    'error',
    ({ option }) => `${option} cannot negate a list of addresses. Write one rule per address, or use an ipset.`,
  ),
  neverMatches: entry(
    'error',
    ({ option }) => `${option} negated this way excludes every packet, and iptables refuses it. Remove the condition.`,
  ),
  matchesNothing: entry(
    'warning',
    ({ option }) => `The value of ${option} can never be met: its greater end stands first. Exchange the ends.`,
  ),
  listInRule: entry(
    'error',
    ({ count }) => `The lists of addresses make ${count} rules out of this one. Write each as a rule of its own.`,
  ),
  listExpands: entry('info', ({ count }) => `The lists of addresses make ${count} rules out of this line.`),
  hostName: entry(
    'warning',
    ({ name }) => `“${name}” is a host name: it is looked up once, when the rule is loaded. Write the address.`,
  ),
  lookedUp: entry(
    'warning',
    ({ name }) => `“${name}” is a name that only the host can look up, when the rule is loaded. Write the number.`,
  ),
  interfaceHere: entry(
    'error',
    ({ option, chain }) => `${option} cannot be used in ${chain}, where that interface is not known. Remove it.`,
  ),
  noSuchModule: entry('error', ({ module }) => `iptables has no match module “${module}”. Check its spelling.`),
  unknownModule: entry(
    'info',
    ({ module }) => `Sluice does not know the module ${module} and leaves its words as they are.`,
  ),
  jumpToMissing: entry(
    'error',
    ({ name }) => `There is no chain or target “${name}”. Create the chain, or correct the name.`,
  ),
  jumpToBuiltin: entry(
    'error',
    ({ name }) => `${name} is a built-in chain: no rule can jump to it. Jump to a user-defined chain.`,
  ),
  jumpLoop: entry('error', ({ path }) => `The calls run in a circle: ${path}. Remove one of them.`),
  idleLoop: entry(
    'warning',
    ({ path }) =>
      `The calls run in a circle: ${path}. It is allowed only while no built-in chain leads to it. Remove one of them.`,
  ),
  chainDeclaredLater: entry(
    'error',
    ({ chain }) => `The chain ${chain} is declared only below. Move its line, which begins with “:”, above this one.`,
  ),
  tooDeep: entry(
    'warning',
    ({ path }) =>
      `The calls are nested too deeply: ${path}. iptables-nft allows 15 user-defined chains below a built-in one.`,
  ),
  wrongPlace: entry('error', ({ what, allowed }) => `${what} cannot stand here: ${allowed}.`),
  chainNotCalled: entry('info', ({ chain }) => `Nothing calls the chain ${chain}, so its rules have no effect.`),
} as const satisfies Readonly<Record<string, Entry>>;

/** What a remark is about. */
export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** Where a remark belongs; line and column count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A remark on the form of a text. */
export interface Diagnostic extends TextPlace {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** One or two sentences: what is wrong and what would be right. */
  readonly message: string;
  /** What the sentence is made from. */
  readonly facts: Facts;
}

/** The sentence for a code: what is wrong, and what would be right. */
export function describeDiagnostic(code: DiagnosticCode, facts: Facts = {}): string {
  return DIAGNOSTICS[code].describe(facts);
}

/** A remark at a place, with its severity and sentence. */
export function diagnose(code: DiagnosticCode, place: TextPlace, facts: Facts = {}): Diagnostic {
  const { line, column, length } = place;
  return {
    severity: DIAGNOSTICS[code].severity,
    code,
    message: describeDiagnostic(code, facts),
    line,
    column,
    length,
    facts,
  };
}
