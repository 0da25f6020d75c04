/** Finds what a policy gets wrong, by playing it: the rules of the policy suite. */
import {
  type EpisodeSetup,
  type LocalReleases,
  type LocalView,
  localObservationSize,
  openEpisode,
  type Policy,
  type PolicyContext,
  rollout,
} from "../env/index.ts";
import type { Decision } from "../sim/decision.ts";
import type { NetworkState } from "../sim/simulator.ts";

/** Each rule, as the suite names its tests. */
export const policyRules = {
  valid: "decides validly: helpers that are neighbours, each once, and shares in their ranges",
  deterministic: "decides alike with the same seed",
  begin: "starts anew with each episode, also in the middle of one",
  declared: "decides from what it declares to see, and from nothing else",
  untouched: "leaves what it sees as it was",
  batch: "decides in batches as it does one by one, if it has decideBatch",
} as const;

export type PolicyRule = keyof typeof policyRules;

export interface PolicyFinding {
  readonly rule: PolicyRule;
  readonly message: string;
}

/** The numbers of one decision. */
type Decided = readonly number[];

/**
 * @param create makes a fresh policy; called several times
 * @param setups episodes that it can be played on
 * @returns the first of what is wrong, for each rule; empty when nothing is
 */
export async function checkPolicy(
  create: () => Policy | Promise<Policy>,
  setups: readonly EpisodeSetup[],
): Promise<PolicyFinding[]> {
  const found = new Map<PolicyRule, string>();
  const add = (rule: PolicyRule, message: string) => {
    if (!found.has(rule)) found.set(rule, message);
  };
  for (const [index, setup] of setups.entries()) {
    const where = (task: number) => `episode ${index}, task ${task}: `;
    const policy = await create();
    const report = (rule: PolicyRule, task: number, message: string) => add(rule, where(task) + message);
    const first = await play(policy, setup, setup.tasks.count, {
      shadow: await create(),
      report,
    });
    const compare = (rule: PolicyRule, how: string, other: readonly Decided[]) => {
      const task = first.findIndex((decided, k) => !same(decided, other[k] ?? []));
      if (task >= 0) report(rule, task, `decided ${first[task]}, but ${other[task]} ${how}`);
    };
    compare("deterministic", "as another of its kind", await play(await create(), setup));
    compare("begin", "after an episode", await play(policy, setup));
    await play(policy, setup, Math.ceil(setup.tasks.count / 2));
    compare("begin", "after half an episode", await play(policy, setup));
    const apart = await batchProblem(create, setup);
    if (apart !== null) report("batch", apart.task, apart.message);
  }
  return Array.from(found, ([rule, message]) => ({ rule, message }));
}

/** Batched kernels may round otherwise. */
const batchTolerance = 1e-4;

/** Where its decisions in batches first differ from those one by one. */
async function batchProblem(
  create: () => Policy | Promise<Policy>,
  setup: EpisodeSetup,
): Promise<{ readonly task: number; readonly message: string } | null> {
  const policy = await create();
  if (policy.decideBatch === undefined) return null;
  const single: Policy = {
    name: policy.name,
    information: policy.information,
    begin: (episode) => policy.begin(episode),
    decide: (context, decision) => policy.decide(context, decision),
  };
  const alone = (await rollout(setup, single, { seed: 5 })).decisions;
  const together = (await rollout(setup, await create(), { seed: 5 })).decisions;
  const most = setup.network.maxTargets;
  for (let task = 0; task < setup.tasks.count; task++) {
    for (const name of ["offloadRatio", "computeShare", "bandwidthShare"] as const) {
      const [one, other] = [alone[name][task]!, together[name][task]!];
      if (!(Math.abs(one - other) <= batchTolerance)) {
        return { task, message: `decided ${name} ${one}, but ${other} in a batch` };
      }
    }
    const places = [task * most, (task + 1) * most] as const;
    const targets = [alone, together].map((log) => [...log.targets.subarray(...places)]);
    if (!same(targets[0]!, targets[1]!)) {
      return { task, message: `chose the helpers ${targets[0]}, but ${targets[1]} in a batch` };
    }
    const weights = [alone, together].map((log) =>
      [...log.weights.subarray(...places)].filter((_, place) => targets[0]![place]! >= 0),
    );
    if (weights[0]!.some((weight, k) => !(Math.abs(weight - weights[1]![k]!) <= batchTolerance))) {
      return { task, message: `gave the helpers weights ${weights[0]}, but ${weights[1]} in a batch` };
    }
  }
  return null;
}

interface Watch {
  /** Another policy of the kind, which is given copies of no more than it declares to see. */
  readonly shadow: Policy;
  readonly report: (rule: PolicyRule, task: number, message: string) => void;
}

/** Plays the first `count` tasks with seed 5; returns the decisions as they were made. */
async function play(
  policy: Policy,
  setup: EpisodeSetup,
  count = setup.tasks.count,
  watch: Watch | null = null,
): Promise<Decided[]> {
  const { episode, info } = openEpisode(setup, policy.information, 5);
  const { simulator, decision, twin } = episode;
  const global = policy.information === "global" ? simulator : null;
  for (const one of [policy, watch?.shadow]) one?.begin(info);
  const decisions: Decided[] = [];
  while (decisions.length < count && episode.next() >= 0) {
    const { task } = episode;
    const context = { local: episode.local, global, twin };
    const copy = watch === null ? null : copyOf(context);
    const before = numbersIn(context);
    await policy.decide(context, decision);
    const decided = numbersOf(decision);
    decisions.push(decided);
    if (watch !== null && copy !== null) {
      if (!same(before, numbersIn(context))) watch.report("untouched", task, "what it sees was changed");
      decision.reset();
      await watch.shadow.decide(copy, decision);
      const shadowed = numbersOf(decision);
      if (!same(decided, shadowed)) {
        watch.report("declared", task, `decided ${decided}, but ${shadowed} from copies of what it declares`);
      }
      const problem = problemOf(decided, setup, episode.agent);
      if (problem !== null) watch.report("valid", task, problem);
    }
    restore(decision, decided);
    // Something to go on with; that it was no decision has been reported.
    if (problemOf(decided, setup, episode.agent) !== null) decision.reset();
    episode.decide();
  }
  return decisions;
}

/** Offload ratio, compute share, bandwidth share, then the targets, then their weights. */
function numbersOf(decision: Decision): Decided {
  const { offloadRatio, computeShare, bandwidthShare, targets, weights, targetCount } = decision;
  return [
    offloadRatio,
    computeShare,
    bandwidthShare,
    ...targets.subarray(0, targetCount),
    ...weights.subarray(0, targetCount),
  ];
}

function restore(decision: Decision, [ratio = 0, compute = 1, bandwidth = 1, ...rest]: Decided): void {
  const targets = rest.slice(0, rest.length / 2);
  decision.offloadRatio = ratio;
  decision.computeShare = compute;
  decision.bandwidthShare = bandwidth;
  decision.targetCount = targets.length;
  decision.targets.set(targets);
  decision.weights.set(rest.slice(targets.length));
}

function problemOf(decided: Decided, { network }: EpisodeSetup, server: number): string | null {
  const [ratio = Number.NaN, compute = Number.NaN, bandwidth = Number.NaN, ...rest] = decided;
  const targets = rest.slice(0, rest.length / 2);
  const foreign = targets.find((target) => network.linkBetween(server, target) < 0);
  if (foreign !== undefined) return `${foreign} is no neighbour of its home ${server}`;
  if (new Set(targets).size < targets.length) return `the targets ${targets.join(", ")} are not distinct`;
  const isShare = (share: number, least: number) => share >= least && share <= 1;
  if (!isShare(ratio, 0)) return `the offload ratio is ${ratio}`;
  if (!isShare(compute, network.shareMin)) return `the compute share is ${compute}`;
  return isShare(bandwidth, network.shareMin) ? null : `the bandwidth share is ${bandwidth}`;
}

/** The same numbers in arrays and objects of their own. */
function copyOf({ local, global, twin }: PolicyContext): PolicyContext {
  const { network, server, nowSeconds, freeCompute, waitingCycles, inputBits, cycles, peers } = local;
  const { deadlineSeconds, outputRatio, sinceLastDecisionSeconds, releases } = local;
  const sight = releases !== null ? "releases" : peers !== null ? "peers" : "local";
  const observation = new Float32Array(localObservationSize(network.degree(server), sight));
  const measurements = observation.slice();
  local.writeObservation(observation);
  local.writeMeasurements(measurements);
  const view: LocalView = {
    network,
    server,
    nowSeconds,
    freeCompute,
    waitingCycles,
    freeBandwidth: local.freeBandwidth.slice(),
    waitingBits: local.waitingBits.slice(),
    peers: peers && { freeCompute: peers.freeCompute.slice(), waitingCycles: peers.waitingCycles.slice() },
    releases: releases && copyOfReleases(releases),
    inputBits,
    cycles,
    deadlineSeconds,
    outputRatio,
    sinceLastDecisionSeconds,
    writeObservation: (out, offset = 0) => out.set(observation, offset),
    writeMeasurements: (out, offset = 0) => out.set(measurements, offset),
  };
  // Whoever asks a twin cannot change it.
  return { local: view, global: global && copyOfState(global), twin };
}

function copyOfReleases(from: LocalReleases): LocalReleases {
  const { computeWaitSeconds, computeBusySeconds, inboundCycles } = from;
  return {
    computeWaitSeconds,
    computeBusySeconds,
    inboundCycles,
    linkWaitSeconds: from.linkWaitSeconds.slice(),
    linkBusySeconds: from.linkBusySeconds.slice(),
    peerWaitSeconds: from.peerWaitSeconds.slice(),
    peerBusySeconds: from.peerBusySeconds.slice(),
    peerInboundCycles: from.peerInboundCycles.slice(),
  };
}

function copyOfState(state: NetworkState): NetworkState {
  return {
    nowSeconds: state.nowSeconds,
    freeCompute: state.freeCompute.slice(),
    waitingCycles: state.waitingCycles.slice(),
    freeBandwidth: state.freeBandwidth.slice(),
    waitingBits: state.waitingBits.slice(),
  };
}

/** Every number in the arrays that a policy is given. */
function numbersIn({ local, global }: PolicyContext): number[] {
  const { peers, releases } = local;
  const times = releases === null ? [] : Object.values(copyOfReleases(releases));
  return [
    ...local.freeBandwidth,
    ...local.waitingBits,
    ...(peers === null ? [] : [...peers.freeCompute, ...peers.waitingCycles]),
    ...times.flatMap((column: number | Float64Array) => (typeof column === "number" ? column : [...column])),
    ...(global === null ? [] : [...global.freeCompute, ...global.waitingCycles]),
    ...(global === null ? [] : [...global.freeBandwidth, ...global.waitingBits]),
  ];
}

function same(left: Decided, right: Decided): boolean {
  return left.length === right.length && left.every((value, k) => Object.is(value, right[k]));
}
