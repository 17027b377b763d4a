import { run } from './exec.ts';
import { resolveProgram, type ProgramName } from './programs.ts';

/** One program that the helper can use. */
export interface ToolReport {
  readonly program: string;
  readonly path: string | null;
  /** Its own words, first line; empty when it is absent. */
  readonly version: string;
  /** Why it is not used. */
  readonly reason: string | null;
  /** What cannot be done without it. */
  readonly purpose: string;
}

const TOOLS: readonly (readonly [program: ProgramName, versionFlag: string, purpose: string])[] = [
  ['iptables-nft-save', '-V', 'read and write rules in nf_tables'],
  ['iptables-legacy-save', '-V', 'read and write rules in x_tables'],
  ['nft', '-v', 'see native rules that iptables cannot print'],
  ['ipset', '-v', 'try out rules that name sets'],
  ['ip', '-V', 'the sandbox'],
  ['unshare', '-V', 'dry runs and the sandbox'],
  ['nsenter', '-V', 'dry runs and the sandbox'],
  ['flock', '-V', 'apply changes'],
];

/** Which programs there are, where, and in which version. */
export function detectTools(): Promise<readonly ToolReport[]> {
  return Promise.all(
    TOOLS.map(async ([program, flag, purpose]) => {
      const found = resolveProgram(program);
      if (!found.found) return { program, path: null, version: '', reason: found.reason, purpose };
      const { stdout, stderr } = await run({ program, argv: [flag], timeout: 5000 });
      const version = (stdout.toString('utf8') || stderr).split('\n')[0]?.trim() ?? '';
      return { program, path: found.path, version, reason: null, purpose };
    }),
  );
}
