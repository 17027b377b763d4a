/** The helper for those who start it and talk to it: the composition root, the command line, tests. */
export { findBootFiles, type BootFiles } from './boot-rules.ts';
export { connectHelper, type HelperClient } from './client.ts';
export { start, type LongCommand, type LongProcess } from './exec.ts';
export { examineHost, type HostFacts } from './examine.ts';
export { HelperRefusal } from './failure.ts';
export { giveSocketTo, startLocalHelper, type HelperHandle, type HelperPlaces } from './launch.ts';
export { detectSandbox, startSandbox, type SandboxPlace, type SandboxWay } from './sandbox/start-sandbox.ts';
export type { ToolReport } from './tool-report.ts';
