import { BUILTIN_KINDS, type AnyKind } from '@sluice/netfilter';

/** How the value of one of the command's own options is read. */
interface BuiltinKind {
  readonly kind: AnyKind;
  /** Several values may stand there with commas between them. */
  readonly isList: boolean;
  /** Negating the value that means "any" is refused. */
  readonly neverNegates: boolean;
}

/** The kind of value of one of a rule's own members. */
export function builtinKind(name: string): BuiltinKind | undefined {
  switch (name) {
    case 'source':
    case 'destination':
      return { kind: BUILTIN_KINDS.address, isList: true, neverNegates: true };
    case 'inInterface':
    case 'outInterface':
      return { kind: BUILTIN_KINDS.interface, isList: false, neverNegates: false };
    case 'protocol':
      return { kind: BUILTIN_KINDS.protocol, isList: false, neverNegates: true };
    default:
      return undefined;
  }
}
