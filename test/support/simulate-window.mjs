/**
 * A small synthetic window, one constant decision, and the bits of what comes out; and the same window as an environment. Served to a browser as it is, and
 * imported by Node: the modules are those that `npm run build` has made. Without an access network, whose logarithms
 * and powers two versions of V8 round differently in the last bit.
 */

import { checkEnvironment, OffloadingEnvironment } from "edgeflock/env";
import { windowCost } from "../../dist/sim/cost.js";
import { Decision } from "../../dist/sim/decision.js";
import { summarise } from "../../dist/sim/metrics.js";
import { Network } from "../../dist/sim/network.js";
import { createSimulator } from "../../dist/sim/simulator.js";
import { syntheticGoogle } from "../../dist/workload/synthetic/synthetic-google.js";
import { windowTasks } from "../../dist/workload/workload.js";

const links = [0, 1, 2].flatMap((from) =>
  [0, 1, 2]
    .filter((to) => to !== from)
    .map((to) => ({
      from,
      to,
      bandwidthBitsPerSecond: 1e8,
      propagationDelaySeconds: 0.005,
      transmitPowerWatts: 0.5,
    })),
);

const network = new Network({
  servers: [10e9, 8e9, 6e9].map((capacityCyclesPerSecond, index) => ({
    name: `mec-${index}`,
    capacityCyclesPerSecond,
    energyCoefficient: 1e-28,
    idlePowerWatts: 20,
    queueLimit: 20,
  })),
  links,
  resourceCap: 0.5,
  shareMin: 0.05,
  maxTargets: 2,
});

/** @param salt draws the homes */
function setupOf(salt) {
  const workload = syntheticGoogle(
    { durationSeconds: 600, seed: 1, burstGapSeconds: 1.17, driftFactor: 3 },
    {
      perJobLimit: 8,
      timeScale: 0.1,
      cyclesPerUnit: 4e10,
      bitsPerUnit: 2e8,
      deadlineSeconds: 2,
      outputRatio: 0.1,
    },
  );
  const tasks = windowTasks(workload, { fromSeconds: 10, toSeconds: 50 }, salt, [0.6, 0.3, 0.1]);
  const cost = windowCost(network, tasks, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
  return { network, tasks, cost, split: "equal" };
}

/** The number of tasks, the summary, and every float of the outcomes as hexadecimal digits. */
export function simulateWindow() {
  const { tasks, cost } = setupOf("0");
  const simulator = createSimulator(network, tasks, { loadReports: true });
  const decision = new Decision(network.maxTargets);
  for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
    decision.reset();
    decision.targetCount = 1;
    decision.targets[0] = (tasks.home[row] + 1) % 3;
    decision.offloadRatio = 0.4;
    decision.computeShare = 0.7;
    simulator.decide(decision);
  }
  const bits = Object.entries(simulator.outcomes).map(([name, column]) => [name, hexadecimal(column)]);
  return {
    tasks: tasks.count,
    summary: JSON.stringify(summarise(simulator, cost)),
    bits: Object.fromEntries(bits),
  };
}

/** What the checker says of the window's environment, and everything that agents see and earn when each task stays at home. */
export function playWindow() {
  const create = () =>
    new OffloadingEnvironment(network, (seed) => setupOf(String(seed)), { peerLoad: true });
  const environment = create();
  const seen = [];
  environment.reset(0);
  while (environment.agent >= 0) {
    const { agent } = environment;
    const observation = new Float32Array(environment.agents[agent].observation.entries.length);
    environment.observe(observation);
    seen.push(environment.nowSeconds, environment.reward(agent), ...observation);
    environment.step(0, [0, 1, 1]);
  }
  return { report: checkEnvironment(create), seen: hexadecimal(Float64Array.from(seen)) };
}

function hexadecimal(column) {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
