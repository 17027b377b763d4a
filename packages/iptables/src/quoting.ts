/** A word as iptables-save quotes comments and prefixes: with anything outside `[A-Za-z0-9_-]`, or nothing at all. */
export function quoteWhenNeeded(word: string): string {
  return /^[A-Za-z0-9_-]+$/.test(word) ? word : quote(word);
}

/** A word in quotes, `"`, `'` and `\` escaped, as iptables-save prints it. */
export function quote(word: string): string {
  return `"${word.replaceAll(/["'\\]/g, String.raw`\$&`)}"`;
}

/** A word in quotes, `"` and `\\` escaped, as iptables-save prints the text of `-m string`. */
export function quoteAlways(word: string): string {
  return `"${word.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** A word of which we know nothing: quoted only when iptables-restore would otherwise read something else. */
export function quoteToKeep(word: string): string {
  return word === '' || /["\s]/.test(word) ? quote(word) : word;
}
