import type { Backend, Family } from '@sluice/netfilter';
import { installShims, kernelIn, openNamespace, type Kernel, type Namespace, type Shims } from '@sluice/testkit';
import { bootTime } from '../clock.ts';
import { eventually, insertBefore, startRig, type Rig } from './rig.ts';

/** Rules as they stand on many a machine, on both backends printed in the same words. */
export const RULES = `*filter
:INPUT DROP [11:1100]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:f2b-sshd - [0:0]
[5:500] -A INPUT -i lo -j ACCEPT
[7:700] -A INPUT -p tcp -m tcp --dport 22 -j f2b-sshd
[3:300] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
[2:200] -A f2b-sshd -j RETURN
COMMIT
`;

/** A machine with rules, its helper, and tools that can be made to fail. */
export interface Host {
  readonly namespace: Namespace;
  readonly kernel: Kernel;
  readonly rig: Rig;
  readonly shims: Shims;
  /** The rules anew, tools that work, a helper that runs, nothing pending. */
  reset(): Promise<void>;
  /** One of the backend's programs with these words. */
  iptables(...words: readonly string[]): Promise<unknown>;
  /** Applies a rule that accepts this port, for a minute; gives the number of the change. */
  apply(port: number, family?: Family): Promise<string>;
  /** Leaves a change this many milliseconds. */
  shorten(id: string, left: number): void;
  /** Waits until a change has ended, and tells how. */
  end(id: string, patience?: number): Promise<string>;
  close(): Promise<void>;
}

/** Opens a machine of its own. */
export async function openHost(backend: Backend, namespace?: Namespace): Promise<Host> {
  const place = namespace ?? (await openNamespace());
  const kernel = kernelIn(place, { backend, family: 'ipv4' });
  const shims = await installShims(place);
  const rig = await startRig(place.pid, { backend });
  const shorten = (id: string, left: number): void =>
    rig.store.setWindow(id, { deadline: bootTime() + left, length: 60_000 });
  return {
    namespace: place,
    kernel,
    rig,
    shims,
    reset: async () => {
      await shims.clear();
      if (!(await answers(rig))) await rig.restart();
      const { pending } = await rig.client.call('status', {});
      if (pending) await rig.client.call('rollback', { id: pending.id });
      await kernel.restore(RULES, ['--counters']);
    },
    iptables: (...words) => kernel.run([kernel.tool(''), '-w', '5', ...words]),
    apply: async (port, family = 'ipv4') => {
      const target = await rig.target(insertBefore('-i lo', `-p tcp -m tcp --dport ${port} -j ACCEPT`), family);
      return (await rig.client.call('apply', { targets: [target], seconds: 60 })).id;
    },
    shorten,
    end: async (id, patience = 15_000) => {
      await eventually(() => ['confirmed', 'rolledBack', 'failed'].includes(rig.store.read(id)?.state ?? ''), patience);
      return rig.store.read(id)?.state ?? '';
    },
    close: async () => {
      await rig.close();
      if (!namespace) await place.close();
    },
  };
}

async function answers({ client }: Rig): Promise<boolean> {
  return client.call('status', {}).then(
    () => true,
    () => false,
  );
}
