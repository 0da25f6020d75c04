/** `static-tuned`: one constant decision for each server, found by search on the training window. */
import { z } from "zod";
import { EdgeflockError } from "../../core/errors.ts";
import type { EpisodeInfo, EpisodeSetup, Policy, PolicyContext } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import type { Decision } from "../../sim/decision.ts";
import type { Network } from "../../sim/network.ts";
import type { BaselineDefinition, TunedParameters, TuningOptions } from "./baseline.ts";
import { readParameters } from "./parameters.ts";
import { type Coordinate, nearby, packingShares, Tuner } from "./tuning.ts";

interface ConstantDecision {
  readonly targets: readonly number[];
  readonly offloadRatio: number;
  readonly computeShare: number;
  readonly bandwidthShare: number;
}

const share = z.number().min(0).max(1);
const schema = z.strictObject({
  /** One decision for each server; empty: `commonDecision` for all. */
  servers: z.array(
    z.strictObject({
      targets: z.array(z.number().int().min(0)),
      offloadRatio: share,
      computeShare: share,
      bandwidthShare: share,
    }),
  ),
});

/** As many neighbours as may help get equal parts of `offloadRatio`. */
function commonDecision(network: Network, shares: Omit<ConstantDecision, "targets">): ConstantDecision[] {
  return Array.from({ length: network.serverCount }, (_, m) => {
    const sets = new TargetSets(network, m);
    const most = Math.min(network.maxTargets, sets.degree);
    const targets = sets.servers(sets.sets.findIndex((set) => set.length === most));
    return { ...shares, targets, offloadRatio: targets.length > 0 ? shares.offloadRatio : 0 };
  });
}

class StaticPolicy implements Policy {
  readonly name = "static-tuned";
  readonly information = "local";
  #servers: readonly ConstantDecision[] = [];

  constructor(readonly constants: readonly ConstantDecision[]) {}

  begin({ network }: EpisodeInfo): void {
    this.#servers =
      this.constants.length > 0
        ? this.constants
        : commonDecision(network, { offloadRatio: 0.5, computeShare: 0.4, bandwidthShare: 1 });
    const fits =
      this.#servers.length === network.serverCount &&
      this.#servers.every(
        ({ targets }, home) =>
          targets.length <= network.maxTargets &&
          targets.every((target) => network.linkBetween(home, target) >= 0),
      );
    if (!fits) {
      throw new EdgeflockError(
        "run",
        `baseline "static-tuned" was tuned on another network: its ${this.#servers.length} decisions do not fit this one of ${network.serverCount} servers`,
        "Tune it on this scenario.",
      );
    }
  }

  decide({ local }: PolicyContext, decision: Decision): void {
    const constant = this.#servers[local.server]!;
    decision.targetCount = constant.targets.length;
    for (let k = 0; k < constant.targets.length; k++) decision.targets[k] = constant.targets[k]!;
    decision.offloadRatio = constant.offloadRatio;
    decision.computeShare = constant.computeShare;
    decision.bandwidthShare = constant.bandwidthShare;
  }
}

const ratioScale = Array.from({ length: 21 }, (_, k) => k / 20);
const coarseRatios = [1 / 3, 0.5, 2 / 3, 0.8];

/** The best common decision on the coarse grid, then descent over each server's targets, `x`, `a_c` and `a_k`. */
async function tune(setups: readonly EpisodeSetup[], options: TuningOptions): Promise<TunedParameters> {
  const tuner = new Tuner<readonly ConstantDecision[]>(
    setups,
    options,
    (servers) => new StaticPolicy(servers),
  );
  const { network } = setups[0]!;
  const shares = packingShares(network);
  for (const bandwidthShare of [1, 0.5]) {
    for (const computeShare of shares.slice(-7)) {
      for (const offloadRatio of coarseRatios) {
        await tuner.offer(commonDecision(network, { offloadRatio, computeShare, bandwidthShare }));
      }
    }
  }
  await tuner.descend(
    Array.from({ length: network.serverCount }, (_, m) => coordinatesOf(m, network, shares)).flat(),
  );
  return { servers: tuner.best.map((constant) => ({ ...constant })) };
}

function coordinatesOf(
  server: number,
  network: Network,
  shares: readonly number[],
): Coordinate<readonly ConstantDecision[]>[] {
  const sets = new TargetSets(network, server);
  const variants =
    (changes: (own: ConstantDecision) => Partial<ConstantDecision>[]) =>
    (from: readonly ConstantDecision[]) =>
      changes(from[server]!).map((change) => from.with(server, { ...from[server]!, ...change }));
  const targets = variants((own) =>
    // A set of another size keeps each helper's part as large as it was, and moves the rest home.
    sets.sets.map((set, index) => ({
      targets: sets.servers(index),
      offloadRatio:
        own.targets.length === 0
          ? set.length / (set.length + 1)
          : Math.min(1, (own.offloadRatio * set.length) / own.targets.length),
    })),
  );
  return [
    targets,
    variants((own) =>
      own.targets.length === 0
        ? []
        : nearby(ratioScale, own.offloadRatio).map((offloadRatio) => ({ offloadRatio })),
    ),
    variants((own) => nearby(shares, own.computeShare).map((computeShare) => ({ computeShare }))),
    variants((own) =>
      own.targets.length === 0
        ? []
        : nearby(shares, own.bandwidthShare).map((bandwidthShare) => ({ bandwidthShare })),
    ),
  ];
}

export const staticTuned: BaselineDefinition = {
  name: "static-tuned",
  description: "The best constant decision of each server, searched on the training window.",
  information: "local",
  parameters: { servers: [] },
  tune,
  create: (parameters = staticTuned.parameters) =>
    new StaticPolicy(readParameters(schema, "static-tuned", parameters).servers),
};
