import { checkRuleText } from '@sluice/iptables';
import type { Counters, Family, TableName } from '@sluice/netfilter';

/** One line of a plan. `keepPolicy` only gives legacy its policy counters back. */
export interface PlanOperation {
  readonly type:
    | 'createChain'
    | 'setPolicy'
    | 'keepPolicy'
    | 'deleteRule'
    | 'flushChain'
    | 'removeChain'
    | 'insertRule'
    | 'appendRule';
  readonly table: TableName;
  readonly chain: string;
  readonly line: string;
}

/** Why no plan can be made. `message` is one sentence for a person. */
export interface PlanRefusal {
  readonly code: 'controlCharacters' | 'unreadable' | 'ruleText' | 'chainName' | 'tooLong';
  readonly message: string;
  readonly table: TableName;
  readonly chain: string;
  /** The rule that cannot be written, if it is one. */
  readonly text?: string;
}

/** Carries a refusal out of the depths of planning; never leaves this package. */
export class PlanStop extends Error {
  readonly refusal: PlanRefusal;

  constructor(refusal: PlanRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** iptables-restore reads lines into a buffer of 10,240 bytes; counters, command, chain (29 at most) and place need up to 96. */
const TEXT_LIMIT = 10_240 - 96;

/** `[packets:bytes]`, zero when not known. */
export function countersText(counters: Counters | undefined): string {
  return `[${counters?.packets ?? 0n}:${counters?.bytes ?? 0n}]`;
}

/** The chain's name, if a restore file can name it. */
export function safeChainName(table: TableName, chain: string): string {
  // A double quote: measured, both backends then read another name from `-A CHAIN` and `-j CHAIN`.
  if (hasControlCharacter(chain) || /[\s"\ufffd]/u.test(chain) || chain === '') {
    const message = `The chain ${JSON.stringify(chain)} of the ${table} table has a name that cannot be written safely.`;
    throw new PlanStop({ code: 'chainName', message, table, chain });
  }
  return chain;
}

/** A chain that lines are written for. */
export interface LinePlace {
  readonly family: Family;
  readonly table: TableName;
  readonly chain: string;
}

/**
 * The rule's words, if they can stand on one line of a restore file and mean there what they mean here: exactly one rule,
 * no other command, table or program smuggled in. (No line that either kernel's save printed in our corpus is refused.)
 */
export function safeRuleText({ family, table, chain }: LinePlace, text: string): string {
  const fault = textFault(text, family);
  if (!fault) return text;
  const message = `A rule of ${table} ${chain} cannot be written: ${fault.reason}`;
  throw new PlanStop({ code: fault.code, message, table, chain, text });
}

/** Why a rule's words cannot be written, as a sentence; null when they can. */
export function textFault(
  text: string,
  family: Family,
): { readonly code: PlanRefusal['code']; readonly reason: string } | null {
  if (hasControlCharacter(text)) {
    return {
      code: 'controlCharacters',
      reason: 'It holds control characters: written back, it could become other rules.',
    };
  }
  if (text.includes('\ufffd') || !text.isWellFormed()) {
    return {
      code: 'unreadable',
      reason: 'It holds characters that could not be read, so that it cannot be written back faithfully.',
    };
  }
  if (text.length > TEXT_LIMIT) return { code: 'tooLong', reason: 'It is longer than iptables-restore takes.' };
  const wrong = checkRuleText(text, { family }).find((diagnostic) => diagnostic.severity === 'error');
  return wrong ? { code: 'ruleText', reason: wrong.message } : null;
}

/**
 * Tabs are blanks to iptables-restore; every other control character could end the line or hide something. Those
 * above 0x7f are letters of some other encoding to it, and on a host that is not UTF-8 that is what they are.
 */
function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}
