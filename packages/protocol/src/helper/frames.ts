/** The largest frame either side accepts, in bytes. 100,000 rules are about 10 MB of text. */
export const MAX_FRAME = 64 * 1024 * 1024;

const HEADER = 4;

/** A message as bytes: a 32-bit big-endian length, then that many bytes of UTF-8 JSON. */
export function encodeFrame(message: unknown): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(message));
  if (body.length > MAX_FRAME) throw new RangeError(`frame of ${body.length} bytes exceeds ${MAX_FRAME}`);
  const frame = new Uint8Array(HEADER + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, HEADER);
  return frame;
}

/** Takes bytes as they arrive and gives the messages that are whole. */
export interface FrameReader {
  /** The messages completed by these bytes. Throws on a frame that is too long or is not JSON: then close the connection. */
  push(bytes: Uint8Array): unknown[];
}

/** A reader for one connection. `limit` bounds the bytes of one frame. */
export function createFrameReader(limit = MAX_FRAME): FrameReader {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let wanted = -1;

  /** Removes and returns the first `count` buffered bytes; the caller has checked that they are there. */
  function take(count: number): Uint8Array {
    const taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const chunk = chunks[0] as Uint8Array;
      const part = chunk.subarray(0, count - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) chunks.shift();
      else chunks[0] = chunk.subarray(part.length);
    }
    size -= count;
    return taken;
  }

  return {
    push(bytes) {
      if (bytes.length > 0) chunks.push(bytes);
      size += bytes.length;
      const messages: unknown[] = [];
      for (;;) {
        if (wanted < 0) {
          if (size < HEADER) return messages;
          const header = take(HEADER);
          wanted = new DataView(header.buffer).getUint32(0);
          if (wanted > limit) throw new RangeError(`frame of ${wanted} bytes exceeds ${limit}`);
        }
        if (size < wanted) return messages;
        const body = take(wanted);
        wanted = -1;
        messages.push(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
      }
    },
  };
}
