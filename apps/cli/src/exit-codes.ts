/** How the command line ends; documented in each verb's help. */
export const EXIT = {
  done: 0,
  /** Something could not be read, written or reached. */
  failed: 1,
  /** The command line itself was not understood. */
  usage: 2,
  /** `check`: the text has errors. `plan`: there is no plan. */
  refused: 3,
  /** `merge`: both sides changed the same thing; the merge is printed all the same. */
  conflicts: 4,
  /** `apply`: the host holds other rules than the plan was made on. */
  stale: 5,
} as const;

/** A failure that a person can act on: its sentence goes to stderr, without a stack. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
