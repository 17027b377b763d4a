import { join } from 'node:path';

/** Where the processes of a helper keep compiled code: beside the changes, for the helper's user alone. */
export function codeCacheIn(stateDirectory: string): string {
  return join(stateDirectory, 'code');
}
