/** A fault that an applied change must survive. Tests that stage it have its number in their title: `fault 13: ...`. */
export interface Fault {
  readonly number: number;
  readonly what: string;
  /** Why no test stages it; absent where one does. */
  readonly unstaged?: string;
}

const NO_SSH = 'Sluice does not reach hosts over ssh; the helper and its guard run on the host itself.';

const STAGED: readonly (readonly [number, string, string?])[] = [
  [1, 'The web server is killed between apply and confirm, and the rules lock everybody out'],
  [2, 'The helper is killed at any step of an apply'],
  [3, 'The guard is killed'],
  [4, 'Everything is killed, and started late'],
  [5, 'Hang-up, interrupt and termination signals in the window'],
  [6, 'The machine restarts in the window'],
  [7, 'The lock of x_tables is held for seconds, or for ever'],
  [8, 'Another program adds rules while changes are applied'],
  [9, 'Docker, fail2ban, kube-proxy or ufw write while a draft is open'],
  [10, 'Another program writes between plan and apply'],
  [11, 'Another program writes between apply and roll-back'],
  [12, 'Somebody flushes everything'],
  [13, 'IPv4 goes well and IPv6 fails, or the machine has no IPv6'],
  [14, 'The first table goes well and the second fails'],
  [15, 'The dry run does not know the sets of the host'],
  [16, 'The tool says yes, and the host holds something else; or the same in other words'],
  [17, 'Native nftables rules in the tables of iptables'],
  [18, 'Both backends hold rules'],
  [19, 'A comment with line breaks that read like rules'],
  [20, 'The output of iptables-save is cut, empty or never ends'],
  [21, 'iptables-restore hangs'],
  [22, 'The disk is full'],
  [23, 'The database is damaged, of a newer version, or cannot be written'],
  [24, 'The files needed to roll back are damaged'],
  [25, '100,000 rules', 'It is a matter of time and memory: measured in [benchmarks](benchmarks.md).'],
  [26, 'Reading the counters takes longer than the interval'],
  [27, 'A page that does not read what it is sent'],
  [28, 'Connections drop and come back; an answer is lost'],
  [
    29,
    'A proxy that cuts idle WebSockets',
    'No proxy (nginx, caddy) is installed here. Polling, which is what then remains, is tested.',
  ],
  [30, 'Two people edit one draft'],
  [31, 'Two people apply at once'],
  [32, 'An apply while another change waits'],
  [33, 'The address of the person changes in the window'],
  [34, 'An open connection survives rules that let nobody new in'],
  [35, 'Connections that were not tracked before are cut'],
  [36, 'The wall clock jumps; the machine sleeps'],
  [37, 'Counters are reset, wrap, or are larger than a number can hold'],
  [38, 'An interface goes away'],
  [39, 'A module is missing; the tools are old'],
  [40, 'No files, no memory, a restore that the kernel kills'],
  [41, 'The connection to a remote host dies after the apply', NO_SSH],
  [42, 'A remote host restarts, has another clock or a full disk', NO_SSH],
  [43, 'Another version of Sluice finds a change that waits'],
  [44, 'The data folder is copied to another machine'],
  [45, 'Rolling back fails'],
  [46, 'A confirmation at the very deadline'],
  [47, 'The page is closed in the window'],
  [
    48,
    'The change takes away the port of the page itself',
    'In a browser: e2e/this-machine.spec.ts shuts the page out and waits for the rules to return.',
  ],
];

/** All of them, in the order of their numbers. */
export const FAULTS: readonly Fault[] = STAGED.map(([number, what, unstaged]) => ({
  number,
  what,
  ...(unstaged !== undefined && { unstaged }),
}));

/** The numbers that a test's title names: `faults 31, 32: ...`. */
export function numbersIn(title: string): readonly number[] {
  const [, list = ''] = /^faults? (\d+(?:, \d+)*): /.exec(title) ?? [];
  return list === '' ? [] : list.split(', ').map(Number);
}
