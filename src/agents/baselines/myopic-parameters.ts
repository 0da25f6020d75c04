/** The constants of the myopic policies, their defaults and their tuning. */
import { z } from "zod";
import type { EpisodeSetup, Policy } from "../../env/policy.ts";
import type { TuningOptions } from "./baseline.ts";
import { MyopicPolicy } from "./myopic.ts";
import { type Coordinate, nearby, packingShares, Tuner } from "./tuning.ts";

const share = z.number().min(0).max(1);

export const myopicSchema = z.strictObject({
  /** Grid of `x`. */
  offloadRatios: z.array(share).min(1),
  /** Grid of `a_c`. */
  computeShares: z.array(share).min(1),
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
  computeShares: [0.5],
  bandwidthShares: [1],
  waitMultiplier: 1,
  transitWeight: 1,
  neighbourWaitSeconds: [],
};

const ratioGrids = [
  [0.25, 0.5, 2 / 3, 0.8, 1],
  [0.5, 2 / 3],
  [0.5],
  [2 / 3],
  [0.5, 1],
  [0.25, 0.5, 0.75],
  [0.2, 0.4, 0.6, 0.8],
  [0.5, 0.6, 0.7, 0.8, 0.9, 1],
  [1 / 3, 1 / 2, 2 / 3, 1],
  [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
];
const multiplierScale = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 8, 12];
const waitScale = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5];

/** Each share alone, with each other one (large and small parts side by side), and all from one upwards. */
function shareGrids(shares: readonly number[]): number[][] {
  return shares.flatMap((low, at) => [
    [low],
    ...shares.slice(at + 1).map((high) => [low, high]),
    shares.slice(at),
  ]);
}

/** Descent over all constants, from the best of a coarse grid of compute shares and waits. */
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
  const { network } = setups[0]!;
  const shares = packingShares(network);
  const local = information === "local";
  for (const computeShare of shares.slice(-7)) {
    for (const wait of local ? [0, 0.3, 1] : [0]) {
      for (const waitMultiplier of [0.5, 1, 2]) {
        const neighbourWaitSeconds = local ? Array<number>(network.serverCount).fill(wait) : [];
        await tuner.offer({
          ...myopicDefaults,
          computeShares: [computeShare],
          waitMultiplier,
          neighbourWaitSeconds,
        });
      }
    }
  }
  const computeGrids = shareGrids(shares.slice(-10));
  const bandwidthGrids = shareGrids(shares.slice(-3));
  await tuner.descend([
    (from) => ratioGrids.map((offloadRatios) => ({ ...from, offloadRatios })),
    (from) => computeGrids.map((computeShares) => ({ ...from, computeShares })),
    (from) => bandwidthGrids.map((bandwidthShares) => ({ ...from, bandwidthShares })),
    (from) =>
      nearby(multiplierScale, from.waitMultiplier).map((waitMultiplier) => ({ ...from, waitMultiplier })),
    (from) =>
      nearby(multiplierScale, from.transitWeight).map((transitWeight) => ({ ...from, transitWeight })),
    ...(local ? network.spec.servers : []).map((_, server) => waitCoordinate(server)),
  ]);
  return tuner.best;
}

/** `W_n` of one server. */
function waitCoordinate(server: number): Coordinate<MyopicParameters> {
  return (from) =>
    nearby(waitScale, from.neighbourWaitSeconds[server]!).map((wait) => ({
      ...from,
      neighbourWaitSeconds: from.neighbourWaitSeconds.with(server, wait),
    }));
}
