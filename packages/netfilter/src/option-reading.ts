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

/** An option as part of a sentence, from the template in its definition. */
export function readOption(read: ReadOption, family: Family): string {
  const { reads, readsNot } = read.option;
  const template = read.use.negated ? (readsNot ?? `not ${reads}`) : reads;
  return template.replace('{}', () => readValue(read, family));
}
