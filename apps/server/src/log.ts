/** Writes one line per event to stderr. Values are JSON, so that no text from outside can forge a line. */
export interface Log {
  (event: string, facts?: Readonly<Record<string, string | number | boolean | null | undefined>>): void;
}

/** A log over a stream; secrets are never passed to it. */
export function createLog(stream: { write(text: string): unknown }): Log {
  return (event, facts = {}) => {
    stream.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...facts })}\n`);
  };
}
