/** What settings are searched, and how one value of each is drawn. */
import { z } from "zod";
import type { JsonValue } from "../../agents/baselines/index.ts";
import { Rng } from "../../core/rng.ts";

/** The values that a setting may take. */
export type Dimension =
  | { readonly kind: "uniform" | "logUniform" | "integer"; readonly low: number; readonly high: number }
  | { readonly kind: "choice"; readonly values: readonly JsonValue[] };

/** By the path of the setting, e.g. `maddpg.actorLearningRate`. */
export type SearchSpace = Readonly<Record<string, Dimension>>;

/** Values by the path of the setting. */
export type TrialSettings = Readonly<Record<string, JsonValue>>;

export const dimensionKinds = ["uniform", "logUniform", "integer", "choice"] as const;

const ascending = ([low, high]: readonly [number, number]) => low < high;
const range = z.tuple([z.number(), z.number()]).refine(ascending, "must be two numbers, the lower one first");
const integers = z.tuple([z.int(), z.int()]).refine(ascending, "must be two integers, the lower one first");

/** `{ logUniform: [1e-4, 1e-2] }` and the like: exactly one of the kinds. */
export const dimensionSchema = z
  .strictObject({
    uniform: range.optional(),
    logUniform: range.refine(([low]) => low > 0, "must be two numbers above 0").optional(),
    integer: integers.optional(),
    choice: z.array(z.json()).min(2, "must name two values or more").optional(),
  })
  .refine(
    (kinds) => Object.keys(kinds).length === 1,
    `must be one of ${dimensionKinds.join(", ")}, with its values`,
  )
  .transform(({ uniform, logUniform, integer, choice }): Dimension => {
    if (choice !== undefined) return { kind: "choice", values: choice as readonly JsonValue[] };
    const kind = uniform !== undefined ? "uniform" : logUniform !== undefined ? "logUniform" : "integer";
    const [low, high] = (uniform ?? logUniform ?? integer)!;
    return { kind, low, high };
  });

/** The ends of a range, or every choice: if these are allowed, all is. */
export function extremesOf(dimension: Dimension): readonly JsonValue[] {
  return dimension.kind === "choice" ? dimension.values : [dimension.low, dimension.high];
}

/**
 * The settings of a trial. Each setting is drawn from a stream of its own: another setting in the space shifts none, and
 * algorithms that have a setting in common, with the same values to take, try the same ones.
 * @param seed of the search
 */
export function drawSettings(space: SearchSpace, seed: number, trial: number): TrialSettings {
  return Object.fromEntries(
    Object.entries(space).map(([path, dimension]) => [
      path,
      drawOne(dimension, Rng.stream(seed, `tune/${trial}/${path}`)),
    ]),
  );
}

function drawOne(dimension: Dimension, rng: Rng): JsonValue {
  if (dimension.kind === "choice") return dimension.values[rng.integer(dimension.values.length)]!;
  const { kind, low, high } = dimension;
  if (kind === "integer") return low + rng.integer(high - low + 1);
  const u = rng.uniform();
  const value = kind === "uniform" ? low + u * (high - low) : low * (high / low) ** u;
  // Four digits are more than a search can tell apart, and can be written down without loss.
  return Math.min(high, Math.max(low, Number(value.toPrecision(4))));
}
