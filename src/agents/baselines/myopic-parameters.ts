/** The constants of the myopic policies, their defaults and their tuning. */
import { z } from "zod";
import type { EpisodeSetup, Policy } from "../../env/policy.ts";
import type { TuningOptions } from "./baseline.ts";
import { MyopicPolicy } from "./myopic.ts";
import { type Coordinate, nearby, Tuner } from "./tuning.ts";

const share = z.number().min(0).max(1);

export const myopicSchema = z.strictObject({
  /** Grid of `x`. */
  offloadRatios: z.array(share).min(1),
  /** Bounds of the grid of `a_c`. */
  computeShareLow: share,
  computeShareHigh: share,
  /** Grid of `a_k`. */
  bandwidthShares: z.array(share).min(1),
  /** `μ`: what a second of expected wait for compute counts. */
  waitMultiplier: z.number().min(0),
  /** `θ`: what the work that waits for a link counts as work at its head. */
  transitWeight: z.number().min(0),
  /** `W_n` of each server [s], where its state is not known; 0 for servers beyond the end. */
  neighbourWaitSeconds: z.array(z.number().min(0)),
});

export type MyopicParameters = z.infer<typeof myopicSchema>;

export const myopicDefaults: MyopicParameters = {
  offloadRatios: [0.25, 0.5, 2 / 3, 0.8, 1],
  computeShareLow: 0.1,
  computeShareHigh: 1,
  bandwidthShares: [1],
  waitMultiplier: 1,
  transitWeight: 1,
  neighbourWaitSeconds: [],
};

const ratioGrids = [
  [0.25, 0.5, 2 / 3, 0.8, 1],
  [0.5, 2 / 3],
  [2 / 3],
  [0.2, 0.4, 0.6, 0.8],
  [0.5, 1],
  [0.25, 0.5, 0.75],
  [0.5, 0.6, 0.7, 0.8, 0.9, 1],
  [1 / 3, 1 / 2, 2 / 3, 1],
];
const bandwidthGrids = [[1], [0.5, 1], [0.5]];
const shareScale = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 1];
const multiplierScale = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 8];
const waitScale = [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5];

/** Descent over all constants, from the best of a coarse grid of compute bounds and expected waits. */
export async function tuneMyopic(
  name: string,
  information: Policy["information"],
  setups: readonly EpisodeSetup[],
  options: TuningOptions,
): Promise<MyopicParameters> {
  const tuner = new Tuner<MyopicParameters>(
    setups,
    options,
    (candidate) => new MyopicPolicy(name, information, candidate),
  );
  const { serverCount } = setups[0]!.network;
  const waits = information === "local" ? [0, 0.3, 1] : [0];
  await tuner.offer(myopicDefaults);
  for (const wait of waits) {
    for (const computeShareHigh of [0.6, 0.45, 0.3]) {
      for (const waitMultiplier of [1, 2]) {
        const neighbourWaitSeconds = information === "local" ? Array<number>(serverCount).fill(wait) : [];
        await tuner.offer({ ...myopicDefaults, computeShareHigh, waitMultiplier, neighbourWaitSeconds });
      }
    }
  }
  await tuner.descend([
    ...commonCoordinates,
    ...(information === "local"
      ? Array.from({ length: serverCount }, (_, server) => waitCoordinate(server, serverCount))
      : []),
  ]);
  return tuner.best;
}

const commonCoordinates: readonly Coordinate<MyopicParameters>[] = [
  (from) => ratioGrids.map((offloadRatios) => ({ ...from, offloadRatios })),
  (from) => bandwidthGrids.map((bandwidthShares) => ({ ...from, bandwidthShares })),
  (from) =>
    nearby(shareScale, from.computeShareLow)
      .filter((computeShareLow) => computeShareLow <= from.computeShareHigh)
      .map((computeShareLow) => ({ ...from, computeShareLow })),
  (from) =>
    nearby(shareScale, from.computeShareHigh)
      .filter((computeShareHigh) => computeShareHigh >= from.computeShareLow)
      .map((computeShareHigh) => ({ ...from, computeShareHigh })),
  (from) =>
    nearby(multiplierScale, from.waitMultiplier).map((waitMultiplier) => ({ ...from, waitMultiplier })),
  (from) => nearby(multiplierScale, from.transitWeight).map((transitWeight) => ({ ...from, transitWeight })),
];

function waitCoordinate(server: number, serverCount: number): Coordinate<MyopicParameters> {
  return (from) => {
    const waits = Array.from({ length: serverCount }, (_, n) => from.neighbourWaitSeconds[n] ?? 0);
    return nearby(waitScale, waits[server]!).map((wait) => ({
      ...from,
      neighbourWaitSeconds: waits.with(server, wait),
    }));
  };
}
