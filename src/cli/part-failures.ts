/** How a command ends some of whose parts have failed. */
import { EdgeflockError, type ErrorKind, exitCodes } from "../core/errors.ts";
import type { ExperimentResult } from "../experiments/index.ts";

/**
 * The results stand; the exit code is that of the first part that failed.
 * @param what they are parts of
 */
export function throwFirstFailure(what: string, failures: ExperimentResult["failures"]): void {
  const [first] = failures;
  if (first === undefined) return;
  const kind = failureKinds.find((candidate) => exitCodes[candidate] === first.exitCode);
  const text = failures.map(({ cell, error }) => `${cell}: ${error}`).join("; ");
  const message = `${failures.length} of the ${what}'s parts failed: ${text}`;
  if (kind === undefined) throw new Error(message);
  throw new EdgeflockError(
    kind,
    message,
    "Mend the cause and give the same command again: what is complete is kept.",
  );
}

const failureKinds = Object.keys(exitCodes) as ErrorKind[];
