import { spawnSync } from 'node:child_process';
import type { Backend, Family } from '@sluice/netfilter';
import { openNamespace, type Namespace } from './namespace.ts';
import { PLAIN_ENV, type CommandResult, type RunOptions } from './process.ts';

/** Which backends this machine can run in a namespace of ours; `reason` says what is missing. */
export interface KernelSupport {
  readonly nft: boolean;
  readonly legacy: boolean;
  readonly reason?: string;
}

/** Whose rules a kernel under test holds. */
export interface KernelOptions {
  readonly backend: Backend;
  readonly family: Family;
}

/** A real kernel's netfilter in a namespace of its own, through one backend's own programs. */
export interface Kernel extends KernelOptions {
  readonly pid: number;
  readonly namespace: Namespace;
  /** The backend's program: `tool('save')` is `iptables-nft-save`, `tool('')` is `iptables-nft`. */
  tool(kind: '' | 'save' | 'restore'): string;
  /** `iptables-restore` with these arguments and this input. Does not throw when the tool refuses. */
  restore(text: string, args?: readonly string[]): Promise<CommandResult>;
  /** What `iptables-save -c` prints, comment lines left out. Throws when the tool fails. */
  save(): Promise<string>;
  /** Runs any program inside. */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
}

/** Asks by trial, once per call: a namespace, both tools, both tables. Takes some 50 ms. */
export function kernelAvailable(): KernelSupport {
  const trials = { nft: tryBackend('nft'), legacy: tryBackend('legacy') };
  const reasons = Object.entries(trials).flatMap(([backend, why]) => (why === '' ? [] : [`${backend}: ${why}`]));
  return {
    nft: trials.nft === '',
    legacy: trials.legacy === '',
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
  };
}

/** Says aloud, past the test runner's own output, that tests are skipped and why. */
export function announceSkip(what: string, why: string): void {
  process.stderr.write(`SKIPPED ${what}: ${why}\n`);
}

function tryBackend(backend: Backend): string {
  const script = `mount -t tmpfs tmpfs /run && iptables-${backend} -N probe && iptables-${backend}-save && ip6tables-${backend} -N probe`;
  const unshare = process.getuid?.() === 0 ? ['-m', '-n', '--'] : ['-Urm', '--', 'unshare', '-n', '--'];
  const trial = spawnSync('unshare', [...unshare, 'sh', '-c', script], {
    env: PLAIN_ENV,
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (trial.error) return trial.error.message;
  return trial.status === 0 ? '' : trial.stderr.trim() || `status ${trial.status}`;
}

/** A kernel in a namespace that exists already. */
export function kernelIn(namespace: Namespace, { backend, family }: KernelOptions): Kernel {
  const tool = (kind: '' | 'save' | 'restore'): string =>
    [family === 'ipv4' ? 'iptables' : 'ip6tables', backend, kind].filter((part) => part !== '').join('-');
  return {
    backend,
    family,
    namespace,
    pid: namespace.pid,
    tool,
    run: (argv, options) => namespace.run(argv, options),
    restore: (text, args = []) => namespace.run([tool('restore'), ...args], { input: text }),
    save: async () => {
      const saved = await namespace.run([tool('save'), '-c']);
      if (saved.status !== 0) throw new Error(`${tool('save')} ended with ${saved.status}: ${saved.stderr}`);
      return saved.stdout
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .join('\n');
    },
  };
}

/** Runs `use` with an empty kernel, and takes the kernel away whatever happens. */
export async function withKernel<T>(options: KernelOptions, use: (kernel: Kernel) => Promise<T>): Promise<T> {
  const namespace = await openNamespace();
  try {
    return await use(kernelIn(namespace, options));
  } finally {
    await namespace.close();
  }
}
