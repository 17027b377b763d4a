import { existsSync, readFileSync } from 'node:fs';
import type { Backend } from '@sluice/netfilter';
import type { HostReading } from '@sluice/protocol/helper';
import { findBootFiles, type BootFiles } from './boot-rules.ts';
import { failureOf } from './failure.ts';
import { lockHolder } from './lock.ts';
import { createReader } from './reading.ts';
import { detectSandbox, type SandboxWay } from './sandbox/start-sandbox.ts';
import { detectTools, type ToolReport } from './tool-report.ts';
import { readVersion } from './tools.ts';

/** What a machine has and how it stands, without judging it. Finding out changes nothing. */
export interface HostFacts {
  readonly root: boolean;
  readonly tools: readonly ToolReport[];
  readonly sandbox: SandboxWay;
  /** Which backend plain `iptables` is; null without iptables. */
  readonly usual: Backend | null;
  /** The rules, or why they cannot be read. */
  readonly rules: HostReading | string;
  /** Who holds the lock of x_tables at this moment. */
  readonly lockHolder: { readonly pid: number; readonly name: string } | null;
  /** Where the distribution loads rules from at the start, if it does. */
  readonly bootFiles: BootFiles | null;
  /** Connections that are tracked and how many can be; null while tracking is not loaded. */
  readonly connections: { readonly tracked: number; readonly most: number } | null;
  /** Whether the kernel has IPv6. */
  readonly ipv6: boolean;
}

/** Looks at this machine. */
export async function examineHost(): Promise<HostFacts> {
  const root = process.geteuid?.() === 0;
  const [tools, sandbox, rules] = await Promise.all([detectTools(), detectSandbox(), readRules(root)]);
  return {
    root,
    tools,
    sandbox,
    rules,
    usual: await readVersion().then(
      ({ usual }) => usual,
      () => null,
    ),
    lockHolder: lockHolder('/run/xtables.lock'),
    bootFiles: findBootFiles(),
    connections: readConnections(),
    ipv6: existsSync('/proc/sys/net/ipv6'),
  };
}

async function readRules(root: boolean): Promise<HostReading | string> {
  if (!root) return 'Only root may read the rules.';
  try {
    return await createReader().readHost();
  } catch (thrown) {
    return failureOf(thrown).message;
  }
}

function readConnections(): HostFacts['connections'] {
  try {
    const [tracked, most] = ['count', 'max'].map((name) =>
      Number(readFileSync(`/proc/sys/net/netfilter/nf_conntrack_${name}`, 'utf8')),
    );
    return tracked === undefined || most === undefined ? null : { tracked, most };
  } catch {
    return null;
  }
}
