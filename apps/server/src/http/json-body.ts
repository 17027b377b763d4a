import type { IncomingMessage } from 'node:http';
import { ok } from '@sluice/netfilter';
import { refusal, type Answer } from '../answers.ts';

const UNCHANGED = { unchanged: true };

/** A body that is too large is read away up to this size, so that its sender gets to see the answer. */
const READ_AWAY = 64 * 1024 * 1024;

/**
 * The JSON value of a request's body; the empty object when there is none. Refuses more than `limit` bytes
 * without keeping them, compressed bodies, and what is not UTF-8.
 */
export async function readJsonBody(request: IncomingMessage, limit: number): Promise<Answer<unknown>> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    return refusal('badInput', 'The body must not be compressed. Nothing was changed.', UNCHANGED);
  }
  const body = await readBytes(request, limit);
  if (body === null) return tooLarge(limit);
  if (body.length === 0) return ok({});
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    return refusal('badJson', 'The request is not JSON in UTF-8. Nothing was changed.', UNCHANGED);
  }
}

/** All bytes, or null when there are too many. Not by `for await`: leaving it early would cut the connection. */
function readBytes(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > READ_AWAY) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks = [];
      if (size > READ_AWAY) resolve(null);
    });
    request.on('end', () => resolve(size <= limit ? Buffer.concat(chunks) : null));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the request ended early')));
  });
}

function tooLarge(limit: number): Answer<never> {
  return refusal('tooLarge', `The request is larger than ${limit} bytes. Nothing was changed.`, UNCHANGED);
}
