import {
  findMatch,
  findOption,
  findTarget,
  moduleName,
  protocolMatch,
  type MatchUse,
  type ModuleDefinition,
  type OptionUse,
  type Rewrite,
  type TargetUse,
} from '@sluice/netfilter';
import { commandOption, commandOptionsFrom, type CommandLetter } from './command-options.ts';

/** A match or target that the rule names, with the options given to it so far. */
export interface Loaded {
  readonly name: string;
  /** Absent when we do not know it. */
  readonly module: ModuleDefinition | undefined;
  readonly options: OptionUse[];
}

/** An option as the line names it: one of the command's own, or one of a loaded module. */
export type Found =
  | { readonly kind: 'command'; readonly letter: CommandLetter }
  | { readonly kind: 'option'; readonly loaded: Loaded; readonly module: ModuleDefinition; readonly name: string };

/** The modules of one rule, and the search for options among them. */
export class LoadedModules {
  readonly #matches: Loaded[] = [];
  #target: (Loaded & { readonly how: TargetUse['how'] }) | undefined;
  #youngest: Loaded | undefined;
  #youngestUnknown: Loaded | undefined;
  /** Each known module once, in the order of loading: iptables looks an option up in the youngest first. */
  readonly #known = new Map<ModuleDefinition, Loaded>();

  matches(): MatchUse[] {
    return this.#matches.map(({ name, options }) => ({ module: name, options }));
  }

  target(): TargetUse | undefined {
    const target = this.#target;
    return target && { how: target.how, name: target.name, options: target.options };
  }

  youngest(): Loaded | undefined {
    return this.#youngest;
  }

  youngestUnknown(): Loaded | undefined {
    return this.#youngestUnknown;
  }

  loadMatch(name: string): Loaded {
    const module = findMatch(moduleName(name));
    return this.#load({ name: module ? module.name : name, module, options: [] });
  }

  /** A place for words that belong to no module. */
  loadNameless(): Loaded {
    return this.#load({ name: '', module: undefined, options: [] });
  }

  /** True when the rule had a target already; the last one counts. */
  loadTarget(how: TargetUse['how'], name: string): boolean {
    const hadOne = this.#target !== undefined;
    this.#target = { how, name, module: how === 'jump' ? findTarget(name) : undefined, options: [] };
    this.#remember(this.#target);
    return hadOne;
  }

  /**
   * Resolves a name as iptables does with getopt: exact, else the only one that begins so; where there is none, or one
   * of several, the protocol's own module is loaded and asked too.
   */
  find(text: string, protocol: string | undefined): Found | undefined {
    const exact = this.#findExact(text);
    if (exact) return exact;
    const shortened = isLong(text) ? this.#findShortened(text) : [];
    if (shortened.length === 1) return shortened[0];
    return this.#findImplied(text, { protocol, mayShorten: shortened.length === 0 });
  }

  #load(loaded: Loaded): Loaded {
    this.#matches.push(loaded);
    this.#remember(loaded);
    return loaded;
  }

  #remember(loaded: Loaded): void {
    this.#youngest = loaded;
    if (loaded.module) {
      this.#known.delete(loaded.module);
      this.#known.set(loaded.module, loaded);
    } else this.#youngestUnknown = loaded;
  }

  #fromYoungest(): readonly (readonly [ModuleDefinition, Loaded])[] {
    return [...this.#known].toReversed();
  }

  #findExact(text: string): Found | undefined {
    const letter = commandOption(text);
    if (letter) return { kind: 'command', letter };
    for (const [module, loaded] of this.#fromYoungest()) {
      if (hasOption(module, text)) return { kind: 'option', loaded, module, name: text };
    }
    return undefined;
  }

  /** The options that begin so. An unknown module may have such an option in full, so that we do not guess. */
  #findShortened(text: string): readonly Found[] {
    const isForeign = this.youngestUnknown() !== undefined;
    const letters = isForeign ? [] : [...new Set(commandOptionsFrom(text).values())];
    const found: Found[] = letters.map((letter) => ({ kind: 'command', letter }));
    for (const [module, loaded] of this.#fromYoungest()) {
      for (const name of namesFrom(module, text)) found.push({ kind: 'option', loaded, module, name });
    }
    return found;
  }

  /** `-p tcp --dport 22` loads tcp by itself. */
  #findImplied(text: string, { protocol, mayShorten }: Implied): Found | undefined {
    const module = protocol === undefined ? undefined : protocolMatch(protocol);
    if (!module || this.#known.has(module)) return undefined;
    const [short, ...more] = mayShorten && isLong(text) ? namesFrom(module, text) : [];
    const name = hasOption(module, text) ? text : more.length === 0 ? short : undefined;
    if (name === undefined) return undefined;
    return { kind: 'option', loaded: this.loadMatch(module.name), module, name };
  }
}

interface Implied {
  readonly protocol: string | undefined;
  readonly mayShorten: boolean;
}

function isLong(text: string): boolean {
  return text.startsWith('--') && text.length > 2;
}

function rewriteOf(module: ModuleDefinition, name: string): Rewrite | undefined {
  return module.rewrites && Object.hasOwn(module.rewrites, name) ? module.rewrites[name] : undefined;
}

function hasOption(module: ModuleDefinition, text: string): boolean {
  return findOption(module, text) !== undefined || rewriteOf(module, text) !== undefined;
}

/** A name of each option that begins so; spellings of one option count once. */
function namesFrom(module: ModuleDefinition, text: string): readonly string[] {
  const names = [...module.options.flatMap((option) => option.names), ...Object.keys(module.rewrites ?? {})];
  const found = new Map<unknown, string>();
  for (const name of names) {
    if (name.startsWith(text)) found.set(findOption(module, name) ?? rewriteOf(module, name), name);
  }
  return [...found.values()];
}

/** How many words follow an option that the module has. */
export function wordsOf(module: ModuleDefinition, name: string): number {
  return findOption(module, name)?.kind.words ?? rewriteOf(module, name)?.words ?? 0;
}

/** Whether the words that follow an option may be missing. */
export function isValueOptional(module: ModuleDefinition, name: string): boolean {
  return findOption(module, name)?.kind.optional === true;
}

/** Whether `!` may stand before an option that the module has. */
export function isNegatable(module: ModuleDefinition, name: string): boolean {
  return (findOption(module, name) ?? rewriteOf(module, name))?.negatable === true;
}
