/** Reads a baseline's constants from JSON: what is missing takes the default, what does not fit is refused. */
import type { z } from "zod";
import { EdgeflockError } from "../../core/errors.ts";
import type { TunedParameters } from "./baseline.ts";

/** @throws EdgeflockError("run") naming the baseline, the constant and what is wrong with it */
export function readParameters<T>(schema: z.ZodType<T>, baseline: string, parameters: TunedParameters): T {
  const result = schema.safeParse(parameters);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new EdgeflockError(
    "run",
    `the constants of baseline "${baseline}" cannot be used: ${issue?.path.join(".") || "(whole)"}: ${issue?.message}`,
    "Tune the baseline again, or delete the file that holds its constants.",
  );
}
