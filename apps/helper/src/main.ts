import { parseArgs } from 'node:util';
import { HelperRefusal } from './failure.ts';
import { listen } from './listen.ts';
import { createReader } from './reading.ts';
import { createSampler } from './sampler.ts';
import { buildSandbox } from './sandbox/build-sandbox.ts';

// INTERIM by the lead so that the page can be looked at: HELPER replaces this file.
const { values } = parseArgs({
  options: { socket: { type: 'string' }, state: { type: 'string' }, sandbox: { type: 'string' } },
});
const reader = createReader();
const sampler = createSampler(reader);
const sandbox =
  values.sandbox === undefined ? null : await buildSandbox(values.sandbox, values.state ?? '/nonexistent');
await listen(values.socket ?? '', {
  leave: (watcher) => sampler.unwatch(watcher),
  answer: async (request, watcher) => {
    switch (request.verb) {
      case 'read':
        return reader.readHost();
      case 'counters':
        return reader.sample(request.params.family);
      case 'status':
        return { protocol: 1, pid: process.pid, privileged: process.getuid?.() === 0, pending: null, last: null };
      case 'watch':
        if (request.params.on) sampler.watch(watcher, request.params.interval);
        else sampler.unwatch(watcher);
        return { watching: request.params.on };
      case 'dryRun':
      case 'apply':
      case 'confirm':
      case 'rollback':
      case 'extend':
        throw new HelperRefusal('unavailable', 'Not yet.', { unchanged: true });
    }
  },
});
process.stdin.resume().once('end', () => {
  sandbox?.stop();
  process.exit(0);
});
