import type { Family } from './family.ts';
import type { OptionUse } from './rule.ts';
import type { ModuleDefinition, OptionDefinition } from './extensions/definition.ts';
import { findOption } from './extensions/registry.ts';

/** An option with its definition, where we know the module. */
export interface ReadOption {
  readonly use: OptionUse;
  readonly option: OptionDefinition;
}

/** The options of a use that its definition knows, and those that it does not. */
export function splitOptions(
  module: ModuleDefinition,
  options: readonly OptionUse[],
): { readonly known: readonly ReadOption[]; readonly unknown: readonly OptionUse[] } {
  const known: ReadOption[] = [];
  const unknown: OptionUse[] = [];
  for (const use of options) {
    const option = findOption(module, use.name);
    if (option) known.push({ use, option });
    else unknown.push(use);
  }
  return { known, unknown };
}

/** An option's value for a sentence; its very words when they cannot be read. */
export function readValue({ use, option }: ReadOption, family: Family): string {
  const value = option.kind.parse(use.values, family);
  return value.ok ? option.kind.read(value.value) : use.values.join(' ');
}

/** An option's value for the map; its very words when they cannot be read. */
export function briefValue({ use, option }: ReadOption, family: Family): string {
  const { kind } = option;
  const value = kind.parse(use.values, family);
  if (!value.ok) return use.values.join(' ');
  return kind.brief ? kind.brief(value.value) : kind.read(value.value);
}

/**
 * What an option says, in words for a form or a list: `Sent by user …`. Where only the negation of a flag says
 * something, those of the negation.
 */
export function optionTitle(option: OptionDefinition): string {
  const { title, reads, readsNot, label, names } = option;
  const template = title ?? (saysOnlyNot(option) ? (readsNot ?? '') : reads);
  const words = template
    .replace(/^[:,]\s*/, '')
    .replaceAll('{}', '…')
    .trim();
  const found = /[a-z]{2}/i.test(words) ? words : (label ?? names[0]);
  return found.charAt(0).toUpperCase() + found.slice(1);
}

/** Whether the option is a flag that says something only when it is negated. */
export function saysOnlyNot({ kind, omits, negatable, omitsNegated }: OptionDefinition): boolean {
  return kind.words === 0 && omits === '' && negatable === true && omitsNegated !== true;
}

/** Whether the option never says anything: iptables-save forgets it. */
export function saysNothing({ kind, omits, negatable }: OptionDefinition): boolean {
  return kind.words === 0 && omits === '' && negatable !== true;
}

/** An option as part of a sentence, from the template in its definition. */
export function readOption(read: ReadOption, family: Family): string {
  const { reads, readsNot } = read.option;
  const template = read.use.negated ? (readsNot ?? `not ${reads}`) : reads;
  return template.replace('{}', () => readValue(read, family));
}
