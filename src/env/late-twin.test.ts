import { expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { taskCost } from "../sim/cost.ts";
import { Decision } from "../sim/decision.ts";
import { type PlainDecision, plainTasks, setDecision, simulate } from "../sim/fixtures.test-helper.ts";
import { Network } from "../sim/network.ts";
import { mixedSetup } from "../testing/mixed-setup.ts";
import { Episode } from "./episode.ts";
import type { EpisodeSetup } from "./policy.ts";

/** Everything shares with a neighbour, at random. */
function drawDecision({ shareMin, linkTo, firstLink }: Network, home: number, rng: Rng): PlainDecision {
  const links = firstLink[home + 1]! - firstLink[home]!;
  return {
    targets: links === 0 ? [] : [linkTo[firstLink[home]! + rng.integer(links)]!],
    offloadRatio: rng.uniform(),
    computeShare: shareMin + rng.uniform() * (1 - shareMin),
  };
}

/** `[from][to]`: the least sum of propagation delays (Floyd and Warshall). */
function delaysBetween({ spec }: Network): number[][] {
  const servers = spec.servers.map((_, m) => m);
  const delays = servers.map((from) => servers.map((to) => (from === to ? 0 : Number.POSITIVE_INFINITY)));
  for (const { from, to, propagationDelaySeconds } of spec.links) delays[from]![to] = propagationDelaySeconds;
  for (const via of servers)
    for (const from of servers)
      for (const to of servers)
        delays[from]![to] = Math.min(delays[from]![to]!, delays[from]![via]! + delays[via]![to]!);
  return delays;
}

/** Plays at random; at each task `visit` gets what two decisions cost by the twin, and all that was decided so far. */
function play(
  setup: EpisodeSetup,
  seed: number,
  visit: (row: number, tried: PlainDecision[], costs: number[], decisions: readonly PlainDecision[]) => void,
  twin: "instant" | "late" = "late",
) {
  const { network, tasks } = setup;
  const rng = Rng.stream(seed, "late-twin");
  const episode = new Episode(setup, { sight: "local", twin });
  const decisions: PlainDecision[] = [];
  for (let row = 0; row < tasks.count; row++) {
    episode.next();
    const tried = [0, 1].map(() => drawDecision(network, tasks.home[row]!, rng));
    const costs = tried.map((own) =>
      episode.twin!.costOf(setDecision(new Decision(network.maxTargets), own)),
    );
    visit(row, tried, costs, decisions);
    decisions.push(drawDecision(network, tasks.home[row]!, rng));
    setDecision(episode.decision, decisions[row]!);
    episode.decide();
  }
}

/** Compares what decisions cost by the twin with simulations of those tasks alone that the deciding server knows of. */
function expectToHearLate(setup: EpisodeSetup, seed: number) {
  const { network, cost, split } = setup;
  const tasks = plainTasks(setup.tasks);
  const delays = delaysBetween(network);
  const longest = Math.max(...delays.flat().filter(Number.isFinite));
  let unknown = 0;
  play(setup, seed, (row, tried, costs, decisions) => {
    const { home, arrival } = tasks[row]!;
    const known = tasks.flatMap((task, other) =>
      other < row && task.arrival + Math.min(delays[task.home]![home]!, longest) <= arrival ? [other] : [],
    );
    unknown += row - known.length;
    const [one, other] = tried.map((own) => {
      const seen = [...known, row].map((k) => tasks[k]!);
      const { outcomes } = simulate(network, seen, [...known.map((k) => decisions[k]!), own], { split });
      return seen.reduce((sum, _, task) => sum + taskCost(cost, outcomes, task), 0);
    });
    // Tasks that are done cost the same in both.
    expect(costs[0]! - costs[1]!).toBeCloseTo(one! - other!, 8);
  });
  expect(unknown).toBeGreaterThan(20);
}

it.each([1, 2, 3, 4, 5])(
  "knows of own tasks at once, and of others' once a notice can have arrived (network %i)",
  (number) => expectToHearLate(mixedSetup({ network: number }), number),
);

it("is the twin that knows at once, where notices take no time", () => {
  const { network, ...rest } = mixedSetup({ network: 3 });
  const links = network.spec.links.map((link) => ({ ...link, propagationDelaySeconds: 0 }));
  const setup = { ...rest, network: new Network({ ...network.spec, links }) };
  const costs = (["instant", "late"] as const).map((twin) => {
    const all: number[] = [];
    play(setup, 1, (_, __, own) => all.push(...own), twin);
    return all;
  });
  expect(costs[1]).toEqual(costs[0]);
});

it("hears of servers from which no link leads as late as of the farthest", () => {
  const { network, ...rest } = mixedSetup({ network: 3 });
  const { spec } = network;
  const silent = spec.links[0]!.from;
  const oneWay = new Network({ ...spec, links: spec.links.filter(({ from }) => from !== silent) });
  expectToHearLate({ ...rest, network: oneWay }, 1);
});
