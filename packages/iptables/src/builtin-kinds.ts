import { BUILTIN_KINDS, type AnyKind } from '@sluice/netfilter';
import { commandOption } from './command-options.ts';

/** How the value of one of the command's own options is read. */
interface BuiltinKind {
  readonly kind: AnyKind;
  /** Several values may stand there with commas between them. */
  readonly isList: boolean;
  /** Negating the value that means "any" is refused. */
  readonly neverNegates: boolean;
}

/** The kind of value that `-s`, `--protocol` and their like take. */
export function builtinKind(name: string): BuiltinKind | undefined {
  switch (commandOption(name) ?? commandOption(name.slice(0, 2))) {
    case 's':
    case 'd':
      return { kind: BUILTIN_KINDS.address, isList: true, neverNegates: true };
    case 'i':
    case 'o':
      return { kind: BUILTIN_KINDS.interface, isList: false, neverNegates: false };
    case 'p':
      return { kind: BUILTIN_KINDS.protocol, isList: false, neverNegates: true };
    default:
      return undefined;
  }
}
