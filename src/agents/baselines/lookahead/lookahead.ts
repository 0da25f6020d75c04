/**
 * `lookahead` and `lookahead-late`: ask a digital twin of the network what each way of dividing the task would cost, its
 * own and all tasks in flight together, and take the cheapest. Ways are tried on a lattice of divisions first; then what is
 * cheapest there is improved on by moving ever smaller parts of the task from one server to another.
 */
import { z } from "zod";
import type { EpisodeInfo, EpisodeSetup, Policy, PolicyContext, Twin } from "../../../env/policy.ts";
import type { Decision } from "../../../sim/decision.ts";
import type { Network } from "../../../sim/network.ts";
import type { BaselineDefinition, TuningOptions } from "../baseline.ts";
import { readParameters } from "../parameters.ts";
import { nearby, packingShares, Tuner } from "../tuning.ts";
import { type Division, latticeOf, nearbyDivisions } from "./divisions.ts";

const share = z.number().min(0).max(1);

const schema = z.strictObject({
  /** Compute and bandwidth shares that are tried. */
  computeShares: z.array(share).min(1),
  bandwidthShares: z.array(share).min(1),
  /** Parts of the lattice are multiples of one by this. */
  steps: z.number().int().min(1).max(32),
  /** Neighbours that may help with a task: those that alone, with half of it, would cost least. */
  neighbours: z.number().int().min(1),
  /** How many of the lattice's cheapest divisions are improved on, and how often the step is halved. */
  starts: z.number().int().min(0),
  halvings: z.number().int().min(0),
});
type LookaheadParameters = z.infer<typeof schema>;

const defaults: LookaheadParameters = {
  computeShares: [0.5],
  bandwidthShares: [1],
  steps: 8,
  neighbours: 3,
  starts: 8,
  halvings: 4,
};

/** Whether the twin hears of what other servers decide at once, or once a notice can have arrived. */
type LookaheadInformation = "twin" | "late-twin";

/** A division with its shares and what it costs. */
interface Option {
  readonly division: Division;
  readonly computeShare: number;
  readonly bandwidthShare: number;
  readonly cost: number;
}

class LookaheadPolicy implements Policy {
  #split: "equal" | "weighted" = "equal";
  #computeShares: readonly number[] = [];
  #bandwidthShares: readonly number[] = [];
  /** By number of neighbours. */
  #lattices: readonly (readonly Division[])[] = [];

  constructor(
    readonly name: string,
    readonly information: LookaheadInformation,
    readonly constants: LookaheadParameters,
  ) {}

  begin({ network, split }: EpisodeInfo): void {
    this.#split = split;
    const atLeast = (shares: readonly number[]) => shares.map((share) => Math.max(network.shareMin, share));
    this.#computeShares = atLeast(this.constants.computeShares);
    this.#bandwidthShares = atLeast(this.constants.bandwidthShares);
    this.#lattices = Array.from({ length: this.constants.neighbours + 1 }, (_, neighbours) =>
      latticeOf({ neighbours, mostHelpers: network.maxTargets, split }, this.constants.steps),
    );
  }

  decide({ local, twin }: PolicyContext, decision: Decision): void {
    if (twin === null) throw new Error(`"${this.name}" needs a digital twin`);
    const helpers = this.#helpers(local.network, local.server, local.outputRatio, twin, decision);
    const tried = (division: Division, computeShare: number, bandwidthShare: number): Option => {
      write(decision, helpers, division, computeShare, bandwidthShare);
      return { division, computeShare, bandwidthShare, cost: twin.costOf(decision) };
    };
    const options = this.#lattices[helpers.length]!.flatMap((division) =>
      this.#computeShares.flatMap((computeShare) =>
        // Nothing is sent: bandwidth does not matter.
        (division[0] === 1 ? [1] : this.#bandwidthShares).map((bandwidthShare) =>
          tried(division, computeShare, bandwidthShare),
        ),
      ),
    );
    options.sort((p, q) => p.cost - q.cost);
    const best = options
      .slice(0, this.constants.starts)
      .map((start) => this.#improve(start, tried))
      .reduce((one, other) => (other.cost < one.cost ? other : one), options[0]!);
    write(decision, helpers, best.division, best.computeShare, best.bandwidthShare);
  }

  #improve(
    start: Option,
    tried: (division: Division, computeShare: number, bandwidthShare: number) => Option,
  ): Option {
    const { steps, halvings } = this.constants;
    let best = start;
    for (let halving = 1; halving <= halvings; halving++) {
      const step = 1 / (steps * 2 ** halving);
      for (let improved = true; improved; ) {
        improved = false;
        for (const division of nearbyDivisions(best.division, this.#split, step)) {
          const option = tried(division, best.computeShare, best.bandwidthShare);
          if (option.cost < best.cost * (1 - 1e-9)) {
            best = option;
            improved = true;
            break;
          }
        }
      }
    }
    return best;
  }

  /** The neighbours that may help, at most `neighbours`, ascending. */
  #helpers(network: Network, home: number, outputRatio: number, twin: Twin, decision: Decision): number[] {
    const all: number[] = [];
    if (network.maxTargets > 0) {
      for (let link = network.firstLink[home]!; link < network.firstLink[home + 1]!; link++) {
        const server = network.linkTo[link]!;
        if (!(outputRatio > 0) || network.linkBetween(server, home) >= 0) all.push(server);
      }
    }
    const { neighbours } = this.constants;
    if (all.length <= neighbours) return all;
    const costs = all.map((server) => {
      write(decision, [server], [0.5, 0.5], this.#computeShares[0]!, 1);
      return { server, cost: twin.costOf(decision) };
    });
    costs.sort((p, q) => p.cost - q.cost || p.server - q.server);
    return costs
      .slice(0, neighbours)
      .map(({ server }) => server)
      .sort((p, q) => p - q);
  }
}

function write(
  decision: Decision,
  helpers: readonly number[],
  division: Division,
  computeShare: number,
  bandwidthShare: number,
): void {
  let count = 0;
  let out = 0;
  for (let k = 0; k < helpers.length; k++) {
    const part = division[k + 1]!;
    if (!(part > 0)) continue;
    decision.targets[count] = helpers[k]!;
    decision.weights[count] = part;
    out += part;
    count++;
  }
  decision.targetCount = count;
  // Sums of parts may miss 1 by rounding: what is left at home would be a part of its own.
  decision.offloadRatio = division[0]! > 0 ? Math.min(1, out) : 1;
  decision.computeShare = computeShare;
  decision.bandwidthShare = bandwidthShare;
}

/** A coarser search is enough to tell shares apart, at a fifth of the time. */
const quick = { steps: 6, starts: 1, halvings: 2 };

/** Windows that its tuning may simulate: each takes as long as hundreds of those of other policies. */
const mostWindows = 40;

function define(name: string, information: LookaheadInformation, description: string): BaselineDefinition {
  const create = (constants: LookaheadParameters) => new LookaheadPolicy(name, information, constants);
  return {
    name,
    description,
    information,
    parameters: defaults,
    tune: (setups, options) => tune(setups, options, create),
    create: (parameters = defaults) => create(readParameters(schema, name, parameters)),
  };
}

/** Single packing shares, and pairs of which one is half of the other, so that they fill a server together. */
async function tune(
  setups: readonly EpisodeSetup[],
  options: TuningOptions,
  create: (constants: LookaheadParameters) => Policy,
): Promise<LookaheadParameters> {
  const budgetEpisodes = Math.min(options.budgetEpisodes, mostWindows);
  const tuner = new Tuner<LookaheadParameters>(setups, { ...options, budgetEpisodes }, create);
  const shares = packingShares(setups[0]!.network);
  const start = { ...defaults, ...quick };
  await tuner.offer(start);
  const { shareMin } = setups[0]!.network;
  const halves = (count: number) => [1, 0.5, 0.25].slice(0, count).filter((share) => share >= shareMin);
  await tuner.descend([
    (from) =>
      nearby(shares, Math.max(...from.computeShares)).map((share) => ({ ...from, computeShares: [share] })),
    ({ computeShares: [share = 1], ...from }) =>
      share / 2 >= shareMin ? [{ ...from, computeShares: [share, share / 2] }] : [],
    (from) => [1, 2, 3].map((count) => ({ ...from, bandwidthShares: halves(count) })),
  ]);
  const { steps, starts, halvings } = defaults;
  return { ...tuner.best, steps, starts, halvings };
}

export const lookahead = define(
  "lookahead",
  "twin",
  "The division of least cost, tried in a digital twin of the network that knows every task in flight.",
);

export const lookaheadLate = define(
  "lookahead-late",
  "late-twin",
  "As lookahead, in a twin that hears of what other servers decide once a notice can have arrived.",
);
