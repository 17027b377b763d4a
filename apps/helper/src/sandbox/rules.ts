import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { FAMILIES, type Family } from '@sluice/netfilter';
import { run } from '../exec.ts';
import { HelperRefusal } from '../failure.ts';

const FILES: Readonly<Record<Family, string>> = { ipv4: 'rules.v4.save', ipv6: 'rules.v6.save' };
const RESTORE = { ipv4: 'iptables-nft-restore', ipv6: 'ip6tables-nft-restore' } as const;
const TIMEOUT = 20_000;

/**
 * Loads the sandbox's rules: what was confirmed in an earlier run, or the rules that every sandbox begins with. Kept rules that
 * the kernel refuses are passed over: a sandbox must start.
 */
export async function loadSandboxRules(rulesDir: string, stateDir: string): Promise<void> {
  for (const family of FAMILIES) {
    const kept = join(stateDir, FILES[family]);
    if (existsSync(kept) && (await restore(family, kept)).exit === 0) continue;
    const { exit, stderr } = await restore(family, join(rulesDir, FILES[family]));
    if (exit !== 0) throw new HelperRefusal('unavailable', `The sandbox's ${family} rules were refused.`, { stderr });
  }
}

function restore(family: Family, file: string): ReturnType<typeof run> {
  return run({ program: RESTORE[family], argv: ['-w', '5'], input: readFileSync(file), timeout: TIMEOUT });
}

/** Keeps the rules of a family for the next start of this sandbox; whole or not at all. */
export function keepSandboxRules(stateDir: string, family: Family, text: string | Uint8Array): void {
  const file = join(stateDir, FILES[family]);
  const descriptor = openSync(`${file}.new`, 'w', 0o600);
  try {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    for (let at = 0; at < bytes.length; at += writeSync(descriptor, bytes, at));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
}
