/** The error of a training whose numbers are no numbers any more. */
import { EdgeflockError } from "../core/errors.ts";

export class DivergedTraining extends EdgeflockError {
  /** @param what e.g. "objective is NaN in episode 3" */
  constructor(what: string) {
    super(
      "run",
      `training has diverged: ${what}`,
      "Lower the learning rates, or try another seed; the last checkpoint stands.",
    );
  }
}
