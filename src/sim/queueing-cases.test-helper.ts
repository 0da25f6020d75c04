/**
 * Stations that queueing theory has formulas for, built from servers and links, and what independent replications of
 * them give. The test holds the one against the other; bench/queueing.mjs prints both.
 */
import { Rng } from "../core/rng.ts";
import { type Interval, mean, studentInterval } from "../stats/index.ts";
import { Decision } from "./decision.ts";
import { link, server } from "./fixtures.test-helper.ts";
import { Network } from "./network.ts";
import { blocking, erlangB, erlangC, pollaczekKhinchine, waitTail } from "./queueing-formulas.test-helper.ts";
import { createSimulator } from "./simulator.ts";
import type { TaskTable } from "./task-table.ts";

/** What is measured of the station: means over tasks and, of what stands in the state, at the arrivals of tasks. */
export interface Figures {
  readonly "mean wait": number;
  readonly "P(wait > 0)": number;
  /** t is the mean wait of those who wait, in M/M/c. */
  readonly "P(wait > t)": number;
  readonly "P(turned away)": number;
  readonly "mean wait for the link": number;
  /** Time integral of what is reserved over that of the capacity. */
  readonly utilisation: number;
  /** The cycles that an arriving task finds waiting. */
  readonly "mean work found waiting": number;
}

interface QueueingCase {
  readonly name: string;
  /** Tasks computed at a time, each at 1 cycle/s. */
  readonly places: number;
  /** Tasks that may wait; Infinity unless given. */
  readonly room?: number;
  readonly arrivalsPerSecond: number;
  readonly cycles: (rng: Rng) => number;
  /** With it every task has input of so many bits, and comes over a link of 1 bit/s. */
  readonly bits?: (rng: Rng) => number;
  /** Tasks of one replication. */
  readonly tasks: number;
  /** What theory says when servers and links work at `mu` times their speed. */
  readonly theory: (mu: number) => Partial<Figures>;
}

const exponential = (rng: Rng) => rng.exponential(1);

function multiServer(places: number, load: number, tasks: number): QueueingCase {
  const lambda = places * load;
  return {
    name: `M/M/${places}`,
    places,
    arrivalsPerSecond: lambda,
    cycles: exponential,
    tasks,
    theory: (mu) => {
      const wait = erlangC(places, lambda / mu) / (places * mu - lambda);
      return {
        "mean wait": wait,
        "P(wait > 0)": erlangC(places, lambda / mu),
        "P(wait > t)": waitTail(places, lambda, mu, 1 / (places - lambda)),
        utilisation: load / mu,
      };
    },
  };
}

function singleServer(
  name: string,
  lambda: number,
  cycles: (rng: Rng) => number,
  meanSquare: number,
  tasks: number,
): QueueingCase {
  return {
    name,
    places: 1,
    arrivalsPerSecond: lambda,
    cycles,
    tasks,
    theory: (mu) => {
      const wait = pollaczekKhinchine(lambda, 1 / mu, meanSquare / mu ** 2);
      return {
        "mean wait": wait,
        "P(wait > 0)": lambda / mu,
        utilisation: lambda / mu,
        "mean work found waiting": lambda * wait,
      };
    },
  };
}

function lossy(name: string, places: number, room: number, lambda: number, tasks: number): QueueingCase {
  return {
    name,
    places,
    room,
    arrivalsPerSecond: lambda,
    cycles: exponential,
    tasks,
    theory: (mu) => {
      const lost = room === 0 ? erlangB(places, lambda / mu) : blocking(places, room, lambda / mu);
      return { "P(turned away)": lost, utilisation: (lambda * (1 - lost)) / (places * mu) };
    },
  };
}

export const queueingCases: readonly QueueingCase[] = [
  multiServer(1, 0.6, 50_000),
  multiServer(3, 0.7, 100_000),
  multiServer(8, 0.8, 180_000),
  singleServer("M/D/1", 0.8, () => 1, 1, 70_000),
  // Nine in ten are small: the squared coefficient of variation is 2.25.
  singleServer("M/G/1, two sizes", 0.5, (rng) => (rng.uniform() < 0.9 ? 0.5 : 5.5), 3.25, 70_000),
  lossy("M/M/1/5", 1, 4, 0.9, 40_000),
  lossy("M/M/3/3 (Erlang B)", 3, 0, 2.4, 40_000),
  {
    name: "link, then server",
    places: 1,
    arrivalsPerSecond: 0.6,
    cycles: exponential,
    bits: (rng) => rng.exponential(5 / 6),
    tasks: 40_000,
    // What leaves an M/M/1 station is a Poisson stream (Burke 1956), so each is one by itself (Jackson 1957).
    theory: (mu) => ({
      "mean wait for the link": 0.6 / (1.2 * mu * (1.2 * mu - 0.6)),
      "mean wait": 0.6 / (mu * (mu - 0.6)),
      "P(wait > 0)": 0.6 / mu,
      utilisation: 0.6 / mu,
    }),
  },
];

export interface Comparison {
  readonly figure: keyof Figures;
  readonly theory: number;
  /** What theory would say if servers and links were 3 % faster. */
  readonly fasterTheory: number;
  readonly mean: number;
  /** Over replications, so wide that the intervals of all figures hold the truth together with 99 % (Bonferroni). */
  readonly interval: Interval;
}

const figures = queueingCases.reduce((count, of) => count + Object.keys(of.theory(1)).length, 0);
const level = 1 - 0.01 / figures;
const replications = 30;
/** Tasks at the start of each replication that do not count: it starts empty. */
const warmUp = 2000;

/** Simulates a case and compares every figure that theory knows. */
export function compareWithTheory(of: QueueingCase, seed = 1): Comparison[] {
  const theory = of.theory(1);
  const faster = of.theory(1.03);
  const runs = Array.from({ length: replications }, (_, k) =>
    replicate(of, Rng.stream(seed, `${of.name}/${k}`)),
  );
  return (Object.keys(theory) as (keyof Figures)[]).map((figure) => {
    const values = runs.map((run) => run[figure]);
    return {
      figure,
      theory: theory[figure]!,
      fasterTheory: faster[figure]!,
      mean: mean(values),
      interval: studentInterval(values, level)!,
    };
  });
}

function replicate(of: QueueingCase, rng: Rng): Figures {
  const remote = of.bits !== undefined;
  const station = remote ? 1 : 0;
  const network = new Network({
    servers: [0, 1].map((m) =>
      server({
        name: `${m}`,
        capacityCyclesPerSecond: of.places,
        queueLimit: of.room ?? Number.POSITIVE_INFINITY,
      }),
    ),
    links: [link(0, 1, { bandwidthBitsPerSecond: of.places })],
    resourceCap: 1 / of.places,
    shareMin: 1,
    maxTargets: 1,
  });
  const simulator = createSimulator(network, drawTasks(of, rng));
  const decision = new Decision(1);
  if (remote) {
    decision.targetCount = 1;
    decision.targets[0] = 1;
    decision.offloadRatio = 1;
  }
  let [start, reserved, found] = [0, 0, 0];
  for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
    if (row >= warmUp) found += simulator.waitingCycles[station]!;
    if (row === warmUp) [start, reserved] = [simulator.nowSeconds, simulator.reservedCycles[station]!];
    if (row === of.tasks - 1) {
      start = simulator.nowSeconds - start;
      reserved = simulator.reservedCycles[station]! - reserved;
    }
    simulator.decide(decision);
  }
  const { computeWaitSeconds, linkWaitSeconds, dropped } = simulator.outcomes;
  const tail = 1 / (of.places - of.arrivalsPerSecond);
  const average = (column: ArrayLike<number>, value: (entry: number) => number) => {
    let sum = 0;
    for (let row = warmUp; row < of.tasks; row++) sum += value(column[row]!);
    return sum / (of.tasks - warmUp);
  };
  return {
    "mean wait": average(computeWaitSeconds, (wait) => wait),
    "P(wait > 0)": average(computeWaitSeconds, (wait) => Number(wait > 0)),
    "P(wait > t)": average(computeWaitSeconds, (wait) => Number(wait > tail)),
    "P(turned away)": average(dropped, (one) => one),
    "mean wait for the link": average(linkWaitSeconds, (wait) => wait),
    utilisation: reserved / (start * of.places),
    "mean work found waiting": found / (of.tasks - warmUp),
  };
}

function drawTasks(of: QueueingCase, rng: Rng): TaskTable {
  const column = (value: () => number) => Float64Array.from({ length: of.tasks }, value);
  let time = 0;
  return {
    count: of.tasks,
    home: new Int32Array(of.tasks),
    arrivalSeconds: column(() => {
      time += rng.exponential(1 / of.arrivalsPerSecond);
      return time;
    }),
    inputBits: column(() => of.bits?.(rng) ?? 0),
    cycles: column(() => of.cycles(rng)),
    deadlineSeconds: column(() => Number.POSITIVE_INFINITY),
    outputRatio: new Float64Array(of.tasks),
    uploadSeconds: new Float64Array(of.tasks),
    uploadJoules: new Float64Array(of.tasks),
  };
}
