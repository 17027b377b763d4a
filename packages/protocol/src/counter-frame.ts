/**
 * Counters on the wire. A frame holds, for one family and fingerprint, either every counter (`full`, sent once
 * to a new watcher) or those that moved since the frame before. Ordinals count the counters of the save text in
 * document order: policy lines and rule lines alike. All numbers are LEB128, so 64 bits stay exact.
 */
export interface CounterFrame {
  readonly host: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly fingerprint: string;
  readonly full: boolean;
  /** Milliseconds since 1970 on the host's clock when the sample was taken. */
  readonly takenAt: number;
  readonly changes: readonly CounterChange[];
}

/** The new absolute value of one counter. */
export interface CounterChange {
  readonly ordinal: number;
  readonly packets: bigint;
  readonly bytes: bigint;
}

const VERSION = 1;
const SMALL = 0x1fffffffffffffn;

/** The frame as bytes. */
export function encodeCounterFrame(frame: CounterFrame): Uint8Array {
  const out = new Writer();
  out.number(VERSION);
  out.text(frame.host);
  out.number(frame.family === 'ipv4' ? 4 : 6);
  out.text(frame.fingerprint);
  out.number(frame.full ? 1 : 0);
  out.number(frame.takenAt);
  out.number(frame.changes.length);
  let last = -1;
  for (const change of frame.changes) {
    out.number(change.ordinal - last - 1);
    out.big(change.packets);
    out.big(change.bytes);
    last = change.ordinal;
  }
  return out.done();
}

/** The frame in these bytes. Throws a RangeError when they are not a whole frame of this version. */
export function decodeCounterFrame(bytes: Uint8Array): CounterFrame {
  const from = new Reader(bytes);
  if (from.number() !== VERSION) throw new RangeError('counter frame of another version');
  const host = from.text();
  const family = from.number() === 4 ? 'ipv4' : 'ipv6';
  const fingerprint = from.text();
  const full = from.number() === 1;
  const takenAt = from.number();
  const count = from.number();
  const changes: CounterChange[] = [];
  let ordinal = -1;
  for (let at = 0; at < count; at++) {
    ordinal += from.number() + 1;
    changes.push({ ordinal, packets: from.big(), bytes: from.big() });
  }
  return { host, family, fingerprint, full, takenAt, changes };
}

/** Holds the growing buffer of one frame. */
class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;

  number(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  big(value: bigint): void {
    if (value <= SMALL) return this.number(Number(value));
    let rest = value;
    while (rest > 127n) {
      this.#byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.number(bytes.length);
    for (const byte of bytes) this.#byte(byte);
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = value;
  }
}

/** Holds the position in one frame. */
class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
      if (scale > Number.MAX_SAFE_INTEGER) throw new RangeError('number too large');
    }
  }

  big(): bigint {
    const start = this.#at;
    let value = 0n;
    let shift = 0n;
    for (;;) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
      shift += 7n;
      if (this.#at - start > 10) throw new RangeError('number too large');
    }
  }

  text(): string {
    const length = this.number();
    if (this.#at + length > this.#bytes.length) throw new RangeError('frame ends early');
    const value = new TextDecoder().decode(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return value;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError('frame ends early');
    return byte;
  }
}
