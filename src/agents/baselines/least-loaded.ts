/** `least-loaded`: the servers with the least load help, as far as they have less of it than home. */
import { z } from "zod";
import type { EpisodeInfo, EpisodeSetup, Policy, PolicyContext } from "../../env/policy.ts";
import type { Decision } from "../../sim/decision.ts";
import type { BaselineDefinition, TunedParameters, TuningOptions } from "./baseline.ts";
import { readParameters } from "./parameters.ts";
import { type Coordinate, nearby, packingShares, Tuner } from "./tuning.ts";

const schema = z.strictObject({
  /** Most helpers; no more than `maxTargets` and the number of neighbours. */
  helpers: z.number().int().min(0),
  /** Size of the home part, with each helper's part as 1: `x = u/(u + homeParts)`. */
  homeParts: z.number().min(0),
  computeShare: z.number().min(0).max(1),
  bandwidthShare: z.number().min(0).max(1),
  /** How long a reserved cycle/s is expected to stay reserved [s]; weighs reserved against waiting work. */
  residualSeconds: z.number().min(0),
  /** A server helps only when its load is below home's load plus this [s]. */
  marginSeconds: z.number(),
});
type LeastLoadedParameters = z.infer<typeof schema>;

/** Load of server `n` [s]: `(waiting cycles + residualSeconds·(F_n − free compute)) / F_n`. */
class LeastLoadedPolicy implements Policy {
  readonly name = "least-loaded";
  readonly information = "global";
  /** Loads of the helpers chosen so far, ascending, beside `decision.targets`. */
  #loads = new Float64Array(0);

  constructor(readonly constants: LeastLoadedParameters) {}

  begin({ network }: EpisodeInfo): void {
    this.#loads = new Float64Array(network.maxTargets);
  }

  decide({ local: { network, server: home }, global }: PolicyContext, decision: Decision): void {
    if (global === null) throw new Error('"least-loaded" needs the state of every server');
    const { helpers, homeParts, computeShare, bandwidthShare, residualSeconds, marginSeconds } =
      this.constants;
    const loads = this.#loads;
    const most = Math.min(helpers, network.maxTargets);
    const load = (n: number) => {
      const capacity = network.capacity[n]!;
      return (global.waitingCycles[n]! + residualSeconds * (capacity - global.freeCompute[n]!)) / capacity;
    };
    const limit = load(home) + marginSeconds;
    let count = 0;
    for (let link = network.firstLink[home]!; link < network.firstLink[home + 1]!; link++) {
      const server = network.linkTo[link]!;
      const own = load(server);
      if (!(own < limit)) continue;
      let at = count;
      while (at > 0 && loads[at - 1]! > own) at--;
      if (at >= most) continue;
      if (count < most) count++;
      for (let k = count - 1; k > at; k--) {
        loads[k] = loads[k - 1]!;
        decision.targets[k] = decision.targets[k - 1]!;
      }
      loads[at] = own;
      decision.targets[at] = server;
    }
    decision.targetCount = count;
    decision.offloadRatio = count === 0 ? 0 : count / (count + homeParts);
    decision.computeShare = computeShare;
    decision.bandwidthShare = bandwidthShare;
  }
}

const scales = {
  homeParts: [0, 0.125, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6],
  residualSeconds: [0, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 8],
  marginSeconds: [-4, -2, -1, -0.5, -0.2, -0.1, 0, 0.1, 0.2, 0.5, 1, 2, 4, 1000],
};

/** Descent over all constants, from the best of a coarse grid of compute shares and margins. */
async function tune(setups: readonly EpisodeSetup[], options: TuningOptions): Promise<TunedParameters> {
  const tuner = new Tuner<LeastLoadedParameters>(setups, options, (p) => new LeastLoadedPolicy(p));
  const { network } = setups[0]!;
  const shares = packingShares(network);
  for (const computeShare of shares.slice(-7)) {
    for (const marginSeconds of [0, 0.5, 1000]) {
      await tuner.offer({ ...defaults, helpers: network.maxTargets, computeShare, marginSeconds });
    }
  }
  const along =
    (name: keyof LeastLoadedParameters, scale: readonly number[]): Coordinate<LeastLoadedParameters> =>
    (from) =>
      nearby(scale, from[name]).map((value) => ({ ...from, [name]: value }));
  await tuner.descend([
    along(
      "helpers",
      Array.from({ length: network.maxTargets + 1 }, (_, helpers) => helpers),
    ),
    along("homeParts", scales.homeParts),
    along("computeShare", shares),
    along("bandwidthShare", shares),
    along("residualSeconds", scales.residualSeconds),
    along("marginSeconds", scales.marginSeconds),
  ]);
  return { ...tuner.best };
}

const defaults: LeastLoadedParameters = {
  helpers: 2,
  homeParts: 1,
  computeShare: 1,
  bandwidthShare: 1,
  residualSeconds: 1,
  marginSeconds: 0,
};

export const leastLoaded: BaselineDefinition = {
  name: "least-loaded",
  description: "The servers with the least waiting and reserved work for their capacity help.",
  information: "global",
  parameters: defaults,
  tune,
  create: (parameters = defaults) =>
    new LeastLoadedPolicy(readParameters(schema, "least-loaded", parameters)),
};
