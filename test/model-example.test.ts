/** The worked example of docs/model.md, read from the page and played by the simulator. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { taskCost, windowCost } from "../src/sim/cost.ts";
import { Decision } from "../src/sim/decision.ts";
import { summarise } from "../src/sim/metrics.ts";
import { Network } from "../src/sim/network.ts";
import { createSimulator } from "../src/sim/simulator.ts";

const page = readFileSync(new URL("../docs/model.md", import.meta.url), "utf8").split(
  "## A worked example",
)[1]!;

/** The rows of the table whose header begins with `| task | <second> `. */
function tableOf(second: string): string[][] {
  const lines = page.split("\n");
  const header = lines.findIndex((line) => line.startsWith(`| task | ${second} `));
  const end = lines.indexOf("", header);
  return lines.slice(header + 2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test("the worked example of docs/model.md is what the simulator gives", () => {
  const rows = tableOf("arrival");
  const column = (index: number) => Float64Array.from(rows, (row) => Number(row[index]));
  const server = { energyCoefficient: 1e-28, idlePowerWatts: 20, queueLimit: Number.POSITIVE_INFINITY };
  const network = new Network({
    servers: [
      { ...server, name: "0", capacityCyclesPerSecond: 10e9 },
      { ...server, name: "1", capacityCyclesPerSecond: 8e9 },
    ],
    links: [
      {
        from: 0,
        to: 1,
        bandwidthBitsPerSecond: 1e8,
        propagationDelaySeconds: 0.005,
        transmitPowerWatts: 0.5,
      },
    ],
    resourceCap: 0.5,
    shareMin: 0.05,
    maxTargets: 1,
  });
  const tasks = {
    count: rows.length,
    home: new Int32Array(rows.length),
    arrivalSeconds: column(1),
    inputBits: column(2),
    cycles: column(3),
    deadlineSeconds: new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY),
    outputRatio: new Float64Array(rows.length),
    uploadSeconds: new Float64Array(rows.length),
    uploadJoules: new Float64Array(rows.length),
  };
  const simulator = createSimulator(network, tasks);
  const decision = new Decision(1);
  for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
    const [targets, offloadRatio, computeShare, bandwidthShare] = rows[row]!.slice(4);
    decision.reset();
    if (targets !== "") {
      decision.targetCount = 1;
      decision.targets[0] = Number(targets);
    }
    decision.offloadRatio = Number(offloadRatio);
    decision.computeShare = Number(computeShare);
    decision.bandwidthShare = Number(bandwidthShare);
    simulator.decide(decision);
  }
  const cost = windowCost(network, tasks, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
  const outcomes = simulator.outcomes;
  const expected = tableOf("latency");
  expect(expected).toHaveLength(rows.length);
  for (const [row, cells] of expected.entries()) {
    const got = [
      row,
      outcomes.latencySeconds[row]!,
      outcomes.transferSeconds[row]!,
      outcomes.computeWaitSeconds[row]!,
      outcomes.computeSeconds[row]!,
      outcomes.energyJoules[row]!,
      taskCost(cost, outcomes, row),
    ];
    for (const [index, cell] of cells.entries()) expect(got[index]).toBeCloseTo(Number(cell), 12);
  }
  const objective = /The objective is their mean, ([\d.]+)\. /.exec(page)?.[1];
  expect(summarise(simulator, cost).objective).toBeCloseTo(Number(objective), 12);
});
