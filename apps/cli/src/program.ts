import { PACKET_WORDS } from '@sluice/analysis';
import { BACKENDS, type Backend } from '@sluice/netfilter';
import { Command, InvalidArgumentError, Option } from 'commander';
import { auditFile } from './audit-verb.ts';
import { EXIT } from './exit-codes.ts';
import { familyOf } from './text-file.ts';
import { coverage, saveForm } from './meaning-verbs.ts';
import { simulatePackets } from './simulate-verb.ts';
import { check, fmt, merge, parse, plan, type Output } from './text-verbs.ts';

/** The verbs that reach outside the process; given, so that the command line can be tested without them. */
export interface Verbs {
  serve(options: ServeFlags): Promise<number>;
  /** Prints a new login link of a running `serve`. */
  login(options: LoginFlags): Promise<number>;
  /** Checks that the log of actions is what was written. */
  verifyLog(options: LogFlags): Promise<number>;
  health(options: { readonly port: number }): Promise<number>;
  doctor(options: { readonly json: boolean }): Promise<number>;
  status(options: { readonly data?: string | undefined }): Promise<number>;
  apply(path: string | undefined, options: ApplyFlags): Promise<number>;
  confirm(options: ChangeFlags): Promise<number>;
  rollback(options: ChangeFlags): Promise<number>;
  extend(options: ApplyFlags): Promise<number>;
}

/** For whom the link is. */
export interface LoginFlags {
  readonly data?: string | undefined;
  readonly as?: string | undefined;
}

/** Which log, and an entry that must still stand in it. */
export interface LogFlags {
  readonly data?: string | undefined;
  readonly head?: string | undefined;
}

interface ChangeFlags {
  readonly host: string;
  readonly data?: string | undefined;
}

interface ApplyFlags extends ChangeFlags {
  readonly seconds: number;
}

/** What `serve` is told. */
export interface ServeFlags {
  readonly port: number;
  readonly listen: string;
  readonly insecure: boolean;
  readonly publicUrl?: string | undefined;
  readonly hostLocal: boolean;
  readonly sandbox: boolean;
  /** Write what is confirmed where the machine loads its rules from. */
  readonly keepForBoot: boolean;
  readonly data?: string | undefined;
  readonly open: boolean;
}

interface TextFlags {
  readonly family?: string;
  readonly ipv6?: boolean;
  readonly json?: boolean;
}

const DEFAULT_PORT = 8642;

/** The command line. `finish` takes the exit code of the verb that ran. */
export function createProgram(out: Output, verbs: Verbs, finish: (code: number) => void): Command {
  const program = new Command('sluice')
    .description('See, change and defend the netfilter rules of a Linux host.')
    .version('0.1.0')
    .showHelpAfterError('(sluice --help lists the verbs)')
    .addHelpText('after', '\nData goes to stdout, messages to stderr. 1: failed, 2: not understood, 3: refused.');
  addServe(program, verbs, finish);
  addTextVerbs(program, out, finish);
  addChangeVerbs(program, verbs, finish);
  for (const command of [program, ...program.commands]) {
    // Commander ends with 1 where it did not understand; here 1 means that something failed.
    command.exitOverride((error) => {
      throw Object.assign(error, { exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage });
    });
  }
  return program;
}

function addServe(program: Command, verbs: Verbs, finish: (code: number) => void): void {
  program
    .command('serve')
    .description('start the designer: a sandbox, as root or on request this machine too, and the page')
    .option('--port <port>', 'port to listen on; 0 takes a free one', portOf, DEFAULT_PORT)
    .option('--host-local', 'list this machine too (needs root; read-only until unlocked)', wantsLocalHost())
    .option('--no-sandbox', 'start no sandbox')
    .option(
      '--no-keep-for-boot',
      'leave the rules that this machine starts with alone (else they follow what is confirmed, where netfilter-persistent or iptables-services loads them and no other program manages them)',
    )
    .option('--data <folder>', 'where drafts, logins and pending changes are kept')
    .option('--open', 'open the login link in a browser', false)
    .addOption(new Option('--listen <address>', 'address to listen on').default('127.0.0.1').env('SLUICE_LISTEN'))
    .option('--insecure', 'allow an address that other machines reach, without TLS', false)
    .option('--public-url <url>', 'the address of a proxy in front, whose name is answered to')
    .addHelpText(
      'after',
      '\nEnds on SIGINT or SIGTERM. A pending change is rolled back in time even if everything is killed.',
    )
    .action(async (options: ServeFlags) => finish(await verbs.serve(options)));
  program
    .command('login')
    .description('print a new one-time login link of the running designer')
    .option('--data <folder>', 'its data folder')
    .option(
      '--as <name>',
      'whose link it is: the name under which others see this person, and history names what he does',
    )
    .action(async (options: LoginFlags) => finish(await verbs.login(options)));
  program
    .command('log')
    .description('look after the log of actions')
    .command('verify')
    .description('check that the log of actions is what was written, and that the history fits it')
    .option('--data <folder>', 'the data folder')
    .option('--head <hash>', 'an entry that was noted earlier and must still stand there')
    .addHelpText('after', '\nPrints the entry to note. Exits 1 when something was changed or cut off.')
    .action(async (options: LogFlags) => finish(await verbs.verifyLog(options)));
  program
    .command('doctor')
    .description('say what is missing on this machine, what is risky, and what to do')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nChanges nothing. Run it as root, or it cannot see the rules. Exits 3 when something is missing.',
    )
    .action(async (options: { json: boolean }) => finish(await verbs.doctor(options)));
  program
    .command('health')
    .description('exit 0 when the designer on this machine answers')
    .option('--port <port>', 'its port', portOf, DEFAULT_PORT)
    .action(async (options: { port: number }) => finish(await verbs.health(options)));
}

function addTextVerbs(program: Command, out: Output, finish: (code: number) => void): void {
  textVerb(program, 'fmt [file]', 'print a ruleset as read, byte for byte').action(
    (path: string | undefined, options: TextFlags) => fmt(path, familyOf(options), out),
  );
  textVerb(program, 'check <file>', 'say what is wrong with a ruleset, with line and column')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExits 3 when there are errors; warnings and remarks alone exit 0.')
    .action((path: string, options: TextFlags) =>
      finish(check(path, { family: familyOf(options), json: options.json === true }, out)),
    );
  textVerb(program, 'parse <file>', 'print the typed ruleset')
    .option('--json', 'as JSON (the only form; counters are strings)')
    .action((path: string, options: TextFlags) => parse(path, familyOf(options), out));
  textVerb(program, 'plan <before> <after>', 'print the iptables-restore input that turns one ruleset into the other')
    .option('--json', 'the plan with its operations and what it is bound to, as JSON, for sluice apply')
    .addHelpText(
      'after',
      '\nFeed it to iptables-restore --noflush --counters. Empty when nothing differs. Exits 3 when a file has errors or there is no plan.',
    )
    .action((before: string, after: string, options: TextFlags) =>
      plan([before, after], { family: familyOf(options), json: options.json === true }, out),
    );
  textVerb(program, 'merge <base> <mine> <theirs>', 'print what two sides made of one ruleset, together')
    .option('--json', 'the text and the conflicts, as JSON')
    .addHelpText(
      'after',
      '\nNothing that either side added is lost, nothing that one removed comes back. Exits 4 where both changed the same thing: the merge then holds an answer, and stderr says where to look.',
    )
    .action((base: string, mine: string, theirs: string, options: TextFlags) =>
      finish(
        merge(
          [base, mine, theirs],
          { family: familyOf(options), json: options.json === true },
          { out, messages: process.stderr },
        ),
      ),
    );
  addMeaningVerbs(program, out);
  addAnalysisVerbs(program, out, finish);
}

function addMeaningVerbs(program: Command, out: Output): void {
  program
    .command('save-form [file]')
    .description('print rules as iptables-save would after loading them, or why iptables refuses them')
    .requiredOption('--jsonl', 'one JSON object a line, in and out (the only form)')
    .addHelpText(
      'after',
      '\nReads {"family":"ipv4","table":"filter","rule":"-A INPUT -p tcp --syn"}, or "argv":[words] instead of "rule",' +
        '\nand prints {"accepted":bool,"save":[lines],"error":text} for each.',
    )
    .action((path: string | undefined) => saveForm(path, out));
  textVerb(
    program,
    'coverage <files...>',
    'print how many rules are wholly understood, and which words are not',
  ).action((paths: readonly string[], options: TextFlags) => coverage(paths, options, out));
}

interface SimulateOptions extends TextFlags {
  readonly packet: readonly string[];
  readonly backend: Backend;
  readonly expect?: string;
}

function addAnalysisVerbs(program: Command, out: Output, finish: (code: number) => void): void {
  const backend = new Option('--backend <backend>', 'whose order of tables').choices(BACKENDS).default('nft');
  textVerb(program, 'simulate [file]', 'say what a ruleset does with a packet, rule by rule, and who decides')
    .requiredOption('--packet <words...>', 'the packet, as "in=eth0 proto=tcp src=192.0.2.9 dst=198.51.100.1 dport=22"')
    .addOption(backend)
    .option('--expect <fate>', 'exit 3 unless every packet is accepted, dropped, rejected, lost or unknown')
    .option('--json', 'one JSON object a packet')
    .addHelpText('after', `\n${PACKET_HELP}`)
    .action((path: string | undefined, options: SimulateOptions) =>
      finish(simulatePackets(path, { ...options, family: familyOf(options), json: options.json === true }, out)),
    );
  textVerb(program, 'audit [file]', 'say which rules can never match, which are not needed, and what else is wrong')
    .addOption(backend)
    .option('--beside <file>', 'the rules of the other family: IPv6 rules are held against IPv4 ones')
    .option('--json', 'the findings with their packets and fixes, as JSON')
    .addHelpText(
      'after',
      '\nNothing is told that is not proven; what could not be looked into is listed as left out.\nExits 3 when something is likely a mistake or does not work, 0 when it could only be tighter.',
    )
    .action((path: string | undefined, options: TextFlags & { readonly backend: Backend; readonly beside?: string }) =>
      finish(auditFile(path, { ...options, family: familyOf(options), json: options.json === true }, out)),
    );
}

const PACKET_HELP = `Words: ${PACKET_WORDS.join(', ')}.
With "in" alone the packet arrives, with "out" alone this host sends it, with both it is forwarded.
state is NEW (the default, judged by the packet itself), ESTABLISHED, REPLY, RELATED, INVALID or UNTRACKED.
What is left out is not known: where an answer needs it, or the state of a set or a rate, both ends are shown.`;

function addChangeVerbs(program: Command, verbs: Verbs, finish: (code: number) => void): void {
  const changeVerb = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option('--host <host>', 'which host of the designer: local or sandbox', 'local')
      .option('--data <folder>', 'its data folder');
  program
    .command('status')
    .description('say what change waits for a confirmation; needs no web server')
    .option('--data <folder>', 'the data folder')
    .action(async (options: { data?: string }) => finish(await verbs.status(options)));
  changeVerb('apply [plan]', 'apply what "sluice plan --json" printed, and roll it back unless it is confirmed')
    .option('--seconds <seconds>', 'how long to wait for "sluice confirm": 5 to 3600', secondsOf, 60)
    .addHelpText('after', '\nExits 5, and changes nothing, when the host holds other rules than the plan was made on.')
    .action(async (path: string | undefined, options: ApplyFlags) => finish(await verbs.apply(path, options)));
  changeVerb('extend', 'give the change that waits more time')
    .option('--seconds <seconds>', 'how long from now: 5 to 3600', secondsOf, 60)
    .action(async (options: ApplyFlags) => finish(await verbs.extend(options)));
  changeVerb('confirm', 'keep the change that waits').action(async (options: ChangeFlags) =>
    finish(await verbs.confirm(options)),
  );
  changeVerb('rollback', 'bring the rules of before back now').action(async (options: ChangeFlags) =>
    finish(await verbs.rollback(options)),
  );
}

function textVerb(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('-6, --ipv6', 'the rules are ip6tables rules')
    .option('--family <family>', 'ipv4 or ipv6');
}

function wantsLocalHost(): boolean {
  return process.env['SLUICE_HOST'] === 'local';
}

function portOf(word: string): number {
  const port = Number(word);
  if (/^\d{1,5}$/.test(word) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function secondsOf(word: string): number {
  const seconds = Number(word);
  if (/^\d{1,4}$/.test(word) && seconds >= 5 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('Give 5 to 3600 seconds.');
}
