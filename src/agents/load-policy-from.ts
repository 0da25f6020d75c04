/** Loads an exported policy so that what is wrong with it is said with the folder it lies in. */
import { EdgeflockError } from "../core/errors.ts";
import type { Policy } from "../env/index.ts";
import type { Engine } from "../runtime/index.ts";
import type { LearningAlgorithm } from "./learner.ts";

/**
 * @param folder where `files` were read from
 * @throws EdgeflockError as `loadPolicy` does, the message beginning with the folder
 */
export async function loadPolicyFrom(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  algorithm: LearningAlgorithm,
  engine: Engine,
): Promise<Policy> {
  return algorithm.loadPolicy(files, engine).catch((error: unknown) => {
    if (!(error instanceof EdgeflockError)) throw error;
    throw new EdgeflockError(error.kind, `${folder}: ${error.message}`, error.fix, { cause: error });
  });
}
