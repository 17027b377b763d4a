import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { CommandFailure } from './exit-codes.ts';

/*
 * How `sluice login` asks a running `sluice serve` for a login link: a socket that only the owner of the data folder
 * can open. Connecting is the question; the link, one line, is the answer.
 */

/** Answers questions until closed. */
export interface ControlSocket {
  close(): void;
}

function pathIn(sockets: string): string {
  return join(sockets, 'control');
}

/** Listens for `sluice login`. */
export function listenForLogins(sockets: string, newLink: () => string): Promise<ControlSocket> {
  const path = pathIn(sockets);
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(`${newLink()}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve({ close: () => void server.close() });
    });
  });
}

/** Whether a `sluice serve` runs over this data folder. */
export function isServed(sockets: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(sockets, 'control'));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Asks the running `sluice serve` of this data folder for a link. */
export function askForLogin(sockets: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(pathIn(sockets));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('end', () => resolve(answer.trim()));
    socket.on('error', () =>
      reject(
        new CommandFailure(
          'No running Sluice was found for this data folder, or it belongs to another user. Start it with "sluice serve", or name its folder with --data.',
        ),
      ),
    );
  });
}
