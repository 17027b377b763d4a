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
  return printWords(normalSpec(spec, options.family), quoteToKeep);
}

/**
 * The same to the letter. The tool never quotes the names of interfaces, sets and the like, so that iptables-restore
 * reads some of these lines otherwise than they are meant.
 */
export function printAsSaved(spec: RuleSpec, options: { readonly family: Family }): string {
  return printWords(normalSpec(spec, options.family), (word) => word);
}

/** How words are quoted for which the tool has no quotes. */
type Keep = (word: string) => string;

/** The rule's words on one line, as the structure holds them. */
function printWords(spec: RuleSpec, keep: Keep): string {
  const line: Line = { words: [], keep };
  pushNegatable(line, '-s', spec.source);
  pushNegatable(line, '-d', spec.destination);
  pushNegatable(line, '-i', spec.inInterface);
  pushNegatable(line, '-o', spec.outInterface);
  pushNegatable(line, '-p', spec.protocol);
  if (spec.fragment) line.words.push(spec.fragment.negated ? '! -f' : '-f');
  for (const use of spec.matches) pushMatch(line, use);
  if (spec.target) pushTarget(line, spec.target);
  return line.words.join(' ');
}

interface Line {
  readonly words: string[];
  readonly keep: Keep;
}

function pushNegatable({ words, keep }: Line, name: string, value: Negatable<string> | undefined): void {
  if (value) words.push(`${value.negated ? '! ' : ''}${name} ${keep(value.value)}`);
}

function pushMatch(line: Line, use: MatchUse): void {
  if (use.module !== '') line.words.push(`-m ${line.keep(use.module)}`);
  pushOptions(line, findMatch(use.module), use.options);
}

function pushTarget(line: Line, use: TargetUse): void {
  line.words.push(`${use.how === 'goto' ? '-g' : '-j'} ${line.keep(use.name)}`);
  pushOptions(line, use.how === 'goto' ? undefined : findTarget(use.name), use.options);
}

function pushOptions({ words, keep }: Line, module: ModuleDefinition | undefined, options: readonly OptionUse[]): void {
  for (const use of options) {
    if (use.negated) words.push('!');
    if (use.name !== '') words.push(use.name);
    const quoting = module && findOption(module, use.name)?.kind.quoting;
    for (const value of use.values) {
      if (quoting === 'always') words.push(quoteAlways(value));
      else if (quoting === 'whenNeeded') words.push(quoteWhenNeeded(value));
      else words.push(keep(value));
    }
  }
}
