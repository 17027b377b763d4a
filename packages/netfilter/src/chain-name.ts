import { isTargetName } from './extensions/registry.ts';
import { isHook } from './hook.ts';

/** Longest chain name that both backends take, in bytes of UTF-8 (XT_EXTENSION_MAXNAMELEN less its end mark). */
export const MAX_CHAIN_NAME = 28;

/** How many bytes a text takes as UTF-8. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Whether a text holds a character that would act on a terminal or end a line. */
function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029) return true;
  }
  return false;
}

/**
 * Why a new user-defined chain may not have this name, as one sentence; null when it may.
 * Stricter than the tools in three places where they take a name that then cannot be used (measured on 1.8.9): control characters,
 * a double quote (restore cannot name such a chain in a rule), a hook's name in a table without that hook.
 */
export function chainNameRefusal(name: string): string | null {
  if (name === '') return 'A chain needs a name.';
  if (hasControlCharacter(name)) return 'A chain name cannot hold control characters.';
  if (/\s/u.test(name)) return 'A chain name cannot hold blanks.';
  if (name.startsWith('-') || name.startsWith('!')) return `A chain name cannot start with “${name.charAt(0)}”.`;
  if (name.includes('"')) return 'A chain name cannot hold a double quote: rules could not name the chain.';
  if (isHook(name)) return `${name} is the name of a built-in chain.`;
  if (isTargetName(name)) return `${name} is the name of a target, so no rule could call a chain of that name.`;
  const length = utf8Length(name);
  if (length > MAX_CHAIN_NAME) return `A chain name takes at most ${MAX_CHAIN_NAME} bytes; this one takes ${length}.`;
  return null;
}
