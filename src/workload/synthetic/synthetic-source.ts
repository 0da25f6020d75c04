/** The built-in stand-in for the Google trace as it goes on: the tasks of `syntheticGoogle`, one batch after the other. */
import type { TaskShaping } from "../shape-tasks.ts";
import { GeneratedSource, type GeneratedSourceOptions } from "./generated-source.ts";
import type { SyntheticGoogleOptions } from "./google-options.ts";
import { GoogleGenerator } from "./synthetic-google.ts";

export interface SyntheticSourceOptions
  extends SyntheticGoogleOptions,
    Omit<GeneratedSourceOptions, "outputRatio"> {
  readonly shaping: TaskShaping;
}

/** The same tasks, homes and order, to the bit, as `windowTasks` of `syntheticGoogle`. */
export class SyntheticSource extends GeneratedSource {
  /** @throws EdgeflockError("value") when an option is out of its domain */
  constructor(options: SyntheticSourceOptions) {
    const { shaping } = options;
    super(new GoogleGenerator(options, shaping), { ...options, outputRatio: shaping.outputRatio });
  }
}
