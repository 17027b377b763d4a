import { Agent, request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { beginJourneys, SEEN } from '../testing/journey.ts';

/** Only a connection that was made after the change proves that one can still come in. */

const journey = beginJourneys();

test('fault 34: a probe over a connection that is older than the change proves nothing', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (path: string, sent: unknown): Promise<{ answer: unknown; closes: boolean }> =>
    new Promise((resolve, reject) => {
      const headers = { cookie: journey.now.cookie, 'x-sluice': '1', 'content-type': 'application/json' };
      const options = {
        agent,
        port: journey.now.server.port,
        host: '127.0.0.1',
        method: 'POST',
        path: `${SEEN}${path}`,
        headers,
      };
      const asked = httpRequest(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        const closes = response.headers.connection === 'close';
        response.on('end', () => resolve({ answer: JSON.parse(text) as unknown, closes }));
      });
      asked.on('error', reject);
      asked.end(JSON.stringify(sent));
    });

  // A second connection, kept alive from before the change.
  await call('/lock', {});
  const { change, nonce } = await journey.now.applyJump();
  const probe = { id: change.id, nonce };
  expect(await call('/change/probe', probe)).toEqual({ answer: { newConnection: false }, closes: true });
  expect(await journey.now.refusalOf(`POST ${SEEN}/change/confirm`, probe)).toBe('notNewConnection');
  expect(await call('/change/probe', probe)).toEqual({ answer: { newConnection: true }, closes: true });
  await journey.now.body(`POST ${SEEN}/change/confirm`, probe);
  expect(await call('/lock', {})).toMatchObject({ closes: false });
  agent.destroy();
});
