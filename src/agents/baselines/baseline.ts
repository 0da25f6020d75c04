/** What a baseline is: a policy that is not learned, what it sees, and how its constants are found. */
import type { EpisodeSetup, Policy } from "../../env/policy.ts";

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A baseline's constants as a JSON object, so that a run folder can keep them. */
export type TunedParameters = { readonly [name: string]: JsonValue };

export interface TuningOptions {
  /** Most windows to simulate; one window of one salt is one episode. */
  readonly budgetEpisodes: number;
  /** Decides the order in which the constants are tried. */
  readonly seed: number;
  /** Called after each candidate with the fraction of the budget that is used; throw to stop. */
  readonly onProgress?: (fraction: number) => void;
}

export interface BaselineDefinition {
  /** The name on the command line. */
  readonly name: string;
  /** One sentence for `--help` and the report. */
  readonly description: string;
  readonly information: Policy["information"];
  /** The constants of a policy that was not tuned. */
  readonly parameters: TunedParameters;
  /**
   * Searches the constants with the least mean objective over `setups`: the training window under several salts,
   * never the window or the salts that results are reported on. Same setups, same options: same result.
   */
  readonly tune?: (setups: readonly EpisodeSetup[], options: TuningOptions) => Promise<TunedParameters>;
  /** Throws EdgeflockError("run") when `parameters` are not what `tune` returns. */
  create(parameters?: TunedParameters): Policy;
}

/** Salts of the home assignment that tuning draws from; results are reported on other ones ("0" … "9"). */
export const tuningSalts: readonly string[] = ["train-0", "train-1", "train-2", "train-3", "train-4"];

/** Episodes that the command line lets each baseline use for its tuning. */
export const defaultTuningEpisodes = 1500;
