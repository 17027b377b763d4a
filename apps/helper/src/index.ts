/** What the command line needs of the helper: starting processes, and starting sandboxes. */
export { start, type LongCommand, type LongProcess } from './exec.ts';
export {
  detectSandbox,
  startSandbox,
  type RunningSandbox,
  type SandboxPlace,
  type SandboxWay,
} from './sandbox/start-sandbox.ts';
