/** The helper for those who start it and talk to it: the composition root, the command line, tests. */
export { connectHelper, type HelperClient } from './client.ts';
export { HelperRefusal } from './failure.ts';
export { start, type LongCommand, type LongProcess } from './exec.ts';
export {
  detectSandbox,
  startSandbox,
  type RunningSandbox,
  type SandboxPlace,
  type SandboxWay,
} from './sandbox/start-sandbox.ts';
