import {
  findMatch,
  findOption,
  findTarget,
  normalSpec,
  type Family,
  type MatchUse,
  type ModuleDefinition,
  type Negatable,
  type OptionUse,
  type RuleSpec,
  type TargetUse,
} from '@sluice/netfilter';
import { quoteAlways, quoteToKeep, quoteWhenNeeded } from './quoting.ts';

/** The rule's words on one line in the form in which iptables-save prints them. */
export function printSpec(spec: RuleSpec, options: { readonly family?: Family } = {}): string {
  return printWords(normalSpec(spec, options.family));
}

/** The rule's words on one line, as the structure holds them. */
function printWords(spec: RuleSpec): string {
  const words: string[] = [];
  pushNegatable(words, '-s', spec.source);
  pushNegatable(words, '-d', spec.destination);
  pushNegatable(words, '-i', spec.inInterface);
  pushNegatable(words, '-o', spec.outInterface);
  pushNegatable(words, '-p', spec.protocol);
  if (spec.fragment) words.push(spec.fragment.negated ? '! -f' : '-f');
  for (const use of spec.matches) pushMatch(words, use);
  if (spec.target) pushTarget(words, spec.target);
  return words.join(' ');
}

function pushNegatable(words: string[], name: string, value: Negatable<string> | undefined): void {
  if (value) words.push(`${value.negated ? '! ' : ''}${name} ${quoteToKeep(value.value)}`);
}

function pushMatch(words: string[], use: MatchUse): void {
  if (use.module !== '') words.push(`-m ${quoteToKeep(use.module)}`);
  pushOptions(words, findMatch(use.module), use.options);
}

function pushTarget(words: string[], use: TargetUse): void {
  words.push(`${use.how === 'goto' ? '-g' : '-j'} ${quoteToKeep(use.name)}`);
  pushOptions(words, use.how === 'goto' ? undefined : findTarget(use.name), use.options);
}

function pushOptions(words: string[], module: ModuleDefinition | undefined, options: readonly OptionUse[]): void {
  for (const use of options) {
    if (use.negated) words.push('!');
    if (use.name !== '') words.push(use.name);
    const quoting = module && findOption(module, use.name)?.kind.quoting;
    for (const value of use.values) {
      if (quoting === 'always') words.push(quoteAlways(value));
      else if (quoting === 'whenNeeded') words.push(quoteWhenNeeded(value));
      else words.push(quoteToKeep(value));
    }
  }
}
