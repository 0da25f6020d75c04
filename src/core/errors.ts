/**
 * Errors a user can act on. Every one has a stable code, says what is wrong and where, and how to mend it.
 * Anything else that is thrown is a defect of Edgeflock itself, and keeps its stack trace.
 */

/** Exit code of the command line for each kind of error. 0 is success, 1 a defect, 130 an interrupt. */
export const exitCodes = {
  /** A wrong command, flag, flag value, or the name of something that does not exist. */
  usage: 2,
  /** A scenario or experiment file that cannot be used. */
  scenario: 3,
  /** A trace that cannot be read. */
  trace: 3,
  /** A list of sites that cannot be read. */
  sites: 3,
  /** A policy, run folder or checkpoint that cannot be used. */
  run: 3,
  /** A value handed to the library's API that is out of its domain (a NaN share, a task without home). */
  value: 3,
  /** A tensor graph that does not fit together. */
  graph: 3,
  /** A folder or file that cannot be written. */
  output: 4,
  /** The machine lacks something (no usable engine, too little memory). */
  environment: 5,
  /** Ctrl-C; the last checkpoint stands. */
  interrupted: 130,
} as const;

export type ErrorKind = keyof typeof exitCodes;

export class EdgeflockError extends Error {
  override readonly name = "EdgeflockError";

  /**
   * @param kind what went wrong, and with it the exit code
   * @param message one sentence that names the file, the field or line, and the value found
   * @param fix one sentence that tells what to do about it
   */
  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly fix?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}
