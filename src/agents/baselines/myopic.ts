/**
 * The policy behind `myopic-local` and `myopic-global`: estimates the latency and energy of its task for every
 * target set and every triple of shares on a grid, and takes the decision with the least estimated cost.
 *
 * Estimates, with `[y]⁺ = max(0, y)`:
 *
 *     wait(R, free r, waiting w, request q, size c) = 0                          if w = 0 and q fits into r
 *                                                     (w + c·[1 − r/q]⁺) / R     otherwise
 *
 * the time that a resource of capacity R (a server, a link) takes for what waits and for the part of this request
 * that does not fit. With `c_n` cycles and `d_n` bits of the task for server n, `f_n = κ·a_c·F_n`, `b_n = κ·a_k·B_hn`:
 *
 *     home       L_h = μ·wait(F_h, …, f_h, c_h) + c_h/f_h
 *     transfer   τ_n = wait(B_hn, …, b_n, d_n) + d_n/b_n + δ_hn
 *     helper     L_n = τ_n + [μ·(W_n + θ·v_n·C/D / F_n) − τ_n]⁺ + c_n/f_n (+ the result's way back, without wait)
 *     cost       J = λ·max(L)/L0 + ρ·(Σ ε_n·f_n²·c_n + Σ P_hn·bits/b_n)/E0
 *
 * `v_n` are the bits that wait for link (h, n): work that will be at the helper before this part, taken to have this
 * task's work per bit. `W_n` is the expected wait at the helper: `wait(F_n, …)` where every server's state is known,
 * otherwise a constant for each server. `μ` (waitMultiplier), `θ` (transitWeight), the constants `W_n` and the grids
 * are tuned.
 */
import type { EpisodeInfo, Policy, PolicyContext } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import type { Decision } from "../../sim/decision.ts";
import type { Network } from "../../sim/network.ts";
import type { MyopicParameters } from "./myopic-parameters.ts";

export class MyopicPolicy implements Policy {
  #homes: readonly HomePlanner[] = [];

  constructor(
    readonly name: string,
    readonly information: Policy["information"],
    readonly constants: MyopicParameters,
  ) {}

  begin({ network, cost }: EpisodeInfo): void {
    const weights = {
      latency: cost.latencyWeight / cost.referenceLatencySeconds,
      energy: cost.energyWeight / cost.referenceEnergyJoules,
    };
    this.#homes = Array.from(
      { length: network.serverCount },
      (_, home) => new HomePlanner(network, home, this.constants, weights),
    );
  }

  decide(context: PolicyContext, decision: Decision): void {
    if (this.information === "global" && context.global === null) {
      throw new Error(`"${this.name}" needs the state of every server`);
    }
    this.#homes[context.local.server]!.decide(context, decision);
  }
}

/** Enumerates the decisions of one home server. Plain loops over typed arrays: it runs once a task. */
class HomePlanner {
  readonly #network: Network;
  readonly #home: number;
  readonly #constants: MyopicParameters;
  readonly #weights: { readonly latency: number; readonly energy: number };
  readonly #sets: TargetSets;
  readonly #computeShares: Float64Array;
  readonly #bandwidthShares: Float64Array;
  /** The wait is `base + slope·size`: of compute at home, and for each link k of its bandwidth and at its head. */
  #homeBase = 0;
  #homeSlope = 0;
  readonly #linkBase: Float64Array;
  readonly #linkSlope: Float64Array;
  readonly #helperBase: Float64Array;
  readonly #helperSlope: Float64Array;
  /** Best decision so far. */
  #bestCost = 0;
  #bestSet = 0;
  #bestRatio = 0;
  #bestCompute = 0;
  #bestBandwidth = 0;

  constructor(
    network: Network,
    home: number,
    constants: MyopicParameters,
    weights: { readonly latency: number; readonly energy: number },
  ) {
    this.#network = network;
    this.#home = home;
    this.#constants = constants;
    this.#weights = weights;
    this.#sets = new TargetSets(network, home);
    this.#computeShares = Float64Array.from(constants.computeShares, (share) =>
      Math.max(network.shareMin, share),
    );
    this.#bandwidthShares = Float64Array.from(constants.bandwidthShares, (share) =>
      Math.max(network.shareMin, share),
    );
    const degree = network.degree(home);
    this.#linkBase = new Float64Array(degree);
    this.#linkSlope = new Float64Array(degree);
    this.#helperBase = new Float64Array(degree);
    this.#helperSlope = new Float64Array(degree);
  }

  decide(context: PolicyContext, decision: Decision): void {
    this.#bestCost = Number.POSITIVE_INFINITY;
    for (const computeShare of this.#computeShares) {
      this.#expectCompute(context, computeShare);
      this.#offer(context, 0, 0, computeShare, 1);
      for (const bandwidthShare of this.#bandwidthShares) {
        this.#expectLinks(context, bandwidthShare);
        for (let set = 1; set < this.#sets.count; set++) {
          for (const ratio of this.#constants.offloadRatios) {
            this.#offer(context, set, ratio, computeShare, bandwidthShare);
          }
        }
      }
    }
    this.#sets.choose(this.#bestSet, decision);
    decision.offloadRatio = this.#bestRatio;
    decision.computeShare = this.#bestCompute;
    decision.bandwidthShare = this.#bestBandwidth;
  }

  /** Expected waits for compute at home and at each neighbour, for parts that request `computeShare`. */
  #expectCompute({ local, global }: PolicyContext, computeShare: number): void {
    const { capacity, linkTo, firstLink, resourceCap } = this.#network;
    const { waitMultiplier, transitWeight, neighbourWaitSeconds } = this.#constants;
    const request = resourceCap * computeShare;
    const homeCapacity = capacity[this.#home]!;
    const multiplier = waitMultiplier / homeCapacity;
    this.#homeBase = multiplier * local.waitingCycles;
    this.#homeSlope = multiplier * lacking(local.waitingCycles, local.freeCompute, request * homeCapacity);
    const first = firstLink[this.#home]!;
    const cyclesPerBit = local.inputBits > 0 ? local.cycles / local.inputBits : 0;
    for (let k = 0; k < this.#linkBase.length; k++) {
      const server = linkTo[first + k]!;
      const scale = waitMultiplier / capacity[server]!;
      const transit = scale * transitWeight * local.waitingBits[k]! * cyclesPerBit;
      if (global === null) {
        this.#helperBase[k] = transit + (neighbourWaitSeconds[server] ?? 0);
        this.#helperSlope[k] = 0;
      } else {
        const waiting = global.waitingCycles[server]!;
        this.#helperBase[k] = transit + scale * waiting;
        this.#helperSlope[k] =
          scale * lacking(waiting, global.freeCompute[server]!, request * capacity[server]!);
      }
    }
  }

  /** Expected waits for each link, for transfers that request `bandwidthShare`. */
  #expectLinks({ local }: PolicyContext, bandwidthShare: number): void {
    const { bandwidth, firstLink, resourceCap } = this.#network;
    const first = firstLink[this.#home]!;
    for (let k = 0; k < this.#linkBase.length; k++) {
      const capacity = bandwidth[first + k]!;
      const waiting = local.waitingBits[k]!;
      this.#linkBase[k] = waiting / capacity;
      this.#linkSlope[k] =
        lacking(waiting, local.freeBandwidth[k]!, resourceCap * bandwidthShare * capacity) / capacity;
    }
  }

  /** Estimates the cost of one decision and keeps it when it is the best so far. */
  #offer(
    { local }: PolicyContext,
    setIndex: number,
    ratio: number,
    computeShare: number,
    bandwidthShare: number,
  ): void {
    const { capacity, energyCoefficient, bandwidth, propagationDelay, transmitPower, linkTo, firstLink } =
      this.#network;
    const compute = this.#network.resourceCap * computeShare;
    const homeCycles = (1 - ratio) * local.cycles;
    let latency = 0;
    let joules = 0;
    if (homeCycles > 0) {
      const speed = compute * capacity[this.#home]!;
      latency = this.#homeBase + homeCycles * (this.#homeSlope + 1 / speed);
      joules = energyCoefficient[this.#home]! * speed * speed * homeCycles;
    }
    const set = this.#sets.sets[setIndex]!;
    const cycles = set.length > 0 ? (ratio * local.cycles) / set.length : 0;
    const bits = set.length > 0 ? (ratio * local.inputBits) / set.length : 0;
    for (let i = 0; i < set.length; i++) {
      const k = set[i]!;
      const link = firstLink[this.#home]! + k;
      const server = linkTo[link]!;
      const rate = this.#network.resourceCap * bandwidthShare * bandwidth[link]!;
      const speed = compute * capacity[server]!;
      const arrival = this.#linkBase[k]! + bits * (this.#linkSlope[k]! + 1 / rate) + propagationDelay[link]!;
      const free = this.#helperBase[k]! + cycles * this.#helperSlope[k]!;
      const back = local.outputRatio > 0 ? (local.outputRatio * bits) / rate + propagationDelay[link]! : 0;
      latency = Math.max(latency, Math.max(arrival, free) + cycles / speed + back);
      joules +=
        energyCoefficient[server]! * speed * speed * cycles +
        (transmitPower[link]! * bits * (1 + local.outputRatio)) / rate;
    }
    const cost = this.#weights.latency * latency + this.#weights.energy * joules;
    if (cost < this.#bestCost) {
      this.#bestCost = cost;
      this.#bestSet = setIndex;
      this.#bestRatio = ratio;
      this.#bestCompute = computeShare;
      this.#bestBandwidth = bandwidthShare;
    }
  }
}

/** Fraction of a request that has to wait for others to release it. */
function lacking(waiting: number, free: number, request: number): number {
  return waiting === 0 && free >= request * (1 - 1e-9) ? 0 : Math.max(0, 1 - free / request);
}
