/** The policy that a clairvoyant plan starts from: the best of the baselines that are tuned. */
import { z } from "zod";
import type { EpisodeSetup, Policy } from "../../../env/policy.ts";
import { rollout } from "../../../env/rollout.ts";
import type { TuningOptions } from "../baseline.ts";
import { leastLoaded } from "../least-loaded.ts";
import { lookahead } from "../lookahead/lookahead.ts";
import { myopicGlobal } from "../myopic-global.ts";
import { staticTuned } from "../static-tuned.ts";
import { windowObjective } from "../tuning.ts";

const starts = {
  "static-tuned": staticTuned,
  "least-loaded": leastLoaded,
  "myopic-global": myopicGlobal,
  lookahead,
} as const;
const names = ["static-tuned", "least-loaded", "myopic-global", "lookahead"] as const;

export const startSchema = z.strictObject({
  baseline: z.enum(names),
  /** Its constants. */
  parameters: z.record(z.string(), z.json()),
});
export type Start = z.infer<typeof startSchema>;

export const defaultStart: Start = { baseline: "static-tuned", parameters: { servers: [] } };

export function startPolicy({ baseline, parameters }: Start): Policy {
  return starts[baseline].create(parameters);
}

/** Tunes each with a quarter of the budget; the best over `setups`. */
export async function tuneStart(setups: readonly EpisodeSetup[], options: TuningOptions): Promise<Start> {
  const { budgetEpisodes, seed, onProgress } = options;
  const perBaseline = Math.max(1, Math.floor(budgetEpisodes / names.length) - setups.length);
  let best = { start: defaultStart, sum: Number.POSITIVE_INFINITY };
  for (const [k, baseline] of names.entries()) {
    const parameters = await starts[baseline].tune!(setups, {
      budgetEpisodes: perBaseline,
      seed,
      onProgress: (fraction) => onProgress?.((k + fraction) / names.length),
    });
    const start = startSchema.parse({ baseline, parameters });
    let sum = 0;
    for (const setup of setups) {
      sum += windowObjective(setup, (await rollout(setup, startPolicy(start), { seed })).simulator.outcomes);
    }
    if (sum < best.sum) best = { start, sum };
  }
  return best.start;
}
