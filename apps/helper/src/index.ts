/** The helper for those who start it and talk to it: the composition root, the command line, tests. */
export { connectHelper, type HelperClient } from './client.ts';
export { HelperRefusal } from './failure.ts';
