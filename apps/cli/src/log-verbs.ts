import { existsSync } from 'node:fs';
import { verifyData } from '@sluice/server';
import { defaultDataFolder, foldersIn } from './data-folder.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';
import type { LogFlags } from './program.ts';
import type { Output } from './text-verbs.ts';

/** `log verify`: whether the log of actions is what was written. */
export async function verifyLog({ data, head }: LogFlags, out: Output): Promise<number> {
  const { server } = foldersIn(data ?? defaultDataFolder(process.env, process.geteuid?.() === 0));
  if (!existsSync(server))
    throw new CommandFailure(`There is no data of Sluice in ${server}. Name its folder with --data.`);
  const check = verifyData(server, head);
  out.write(`${check.entries} entries, the last one is ${check.head}\n`);
  for (const problem of check.problems) process.stderr.write(`sluice: ${problem}\n`);
  if (check.brokenAt !== null) {
    process.stderr.write(
      `sluice: Line ${check.brokenAt} of the log is not what was written, or one before it was taken out. What stands above it is as it was.\n`,
    );
  }
  return check.brokenAt === null && check.problems.length === 0 ? EXIT.done : EXIT.failed;
}
