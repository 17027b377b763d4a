import { askForLogin } from './control.ts';
import { defaultDataFolder, foldersIn } from './data-folder.ts';
import { EXIT } from './exit-codes.ts';
import { LOGIN_MINUTES } from './login-link.ts';
import type { LoginFlags } from './program.ts';
import type { Output } from './text-verbs.ts';

/** `login`: a new one-time link from the running designer. */
export async function login(options: LoginFlags, out: Output): Promise<number> {
  const path = options.data ?? defaultDataFolder(process.env, process.geteuid?.() === 0);
  out.write(`${await askForLogin(foldersIn(path).sockets, options.as)}\n`);
  process.stderr.write(`The link works once, within ${LOGIN_MINUTES} minutes.\n`);
  return EXIT.done;
}

/** `health`: whether the designer on this machine answers. */
export async function health({ port }: { readonly port: number }): Promise<number> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(3000) });
    if (answer.ok) return EXIT.done;
    process.stderr.write(`Sluice answered with status ${answer.status}.\n`);
  } catch {
    process.stderr.write(`Nothing answers on port ${port}.\n`);
  }
  return EXIT.failed;
}
