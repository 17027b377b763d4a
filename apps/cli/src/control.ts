import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { CommandFailure } from './exit-codes.ts';

/*
 * How `sluice login` asks a running `sluice serve` for a login link: a socket that only the owner of the data folder
 * can open. The question is a name, or nothing, up to the end of what is sent; the link, one line, is the answer.
 */

/** Answers questions until closed. */
export interface ControlSocket {
  close(): void;
}

/** Of a person, in characters. */
const LONGEST_NAME = 60;

function pathIn(sockets: string): string {
  return join(sockets, 'control');
}

/** Listens for `sluice login`. */
export function listenForLogins(sockets: string, newLink: (name: string) => string): Promise<ControlSocket> {
  const path = pathIn(sockets);
  rmSync(path, { force: true });
  // Half open: the answer comes after the end of the question.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let name = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      name += text;
      if (name.length > LONGEST_NAME) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end(`${newLink(name.trim())}\n`));
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

/** Asks the running `sluice serve` of this data folder for a link, for a person of this name. */
export function askForLogin(sockets: string, name = ''): Promise<string> {
  if (name.length > LONGEST_NAME) {
    return Promise.reject(new CommandFailure(`A name has at most ${LONGEST_NAME} characters.`));
  }
  return new Promise((resolve, reject) => {
    const socket = connect({ path: pathIn(sockets), allowHalfOpen: true });
    socket.end(name);
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
