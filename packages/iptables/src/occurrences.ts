const FIRST_SIZE = 1024;

/** Spreads the serial numbers of chains over the hash. */
const SPREAD = 2_654_435_761;

/**
 * Counts how often each text hash has been seen in each chain. A map from numbers to numbers over flat arrays:
 * a large file asks once per rule, and a Map of strings takes longer than all the reading.
 */
export class Occurrences {
  #highs = new Int32Array(FIRST_SIZE);
  #lows = new Int32Array(FIRST_SIZE);
  /** How often; 0 marks a free place. */
  #counts = new Int32Array(FIRST_SIZE);
  #used = 0;

  /** How often this hash was seen before in the chain of this serial number; counts it. */
  next(serial: number, high: number, low: number): number {
    if (this.#used * 2 > this.#counts.length) this.#grow();
    const ownHigh = (high ^ Math.imul(serial, SPREAD)) | 0;
    const place = this.#find(ownHigh, low);
    const seen = this.#counts[place] as number;
    if (seen === 0) {
      this.#highs[place] = ownHigh;
      this.#lows[place] = low;
      this.#used++;
    }
    this.#counts[place] = seen + 1;
    return seen;
  }

  #find(high: number, low: number): number {
    const mask = this.#counts.length - 1;
    let place = (high ^ (high >>> 15) ^ low) & mask;
    while (this.#counts[place] !== 0 && (this.#highs[place] !== high || this.#lows[place] !== low))
      place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const [highs, lows, counts] = [this.#highs, this.#lows, this.#counts];
    this.#highs = new Int32Array(highs.length * 2);
    this.#lows = new Int32Array(highs.length * 2);
    this.#counts = new Int32Array(highs.length * 2);
    for (let at = 0; at < counts.length; at++) {
      if (counts[at] === 0) continue;
      const place = this.#find(highs[at] as number, lows[at] as number);
      this.#highs[place] = highs[at] as number;
      this.#lows[place] = lows[at] as number;
      this.#counts[place] = counts[at] as number;
    }
  }
}
