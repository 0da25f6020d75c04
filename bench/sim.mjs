// Tasks a second of the simulator on one core: `npm run build && node bench/sim.mjs [tasks]`.
import { Rng } from "../dist/core/rng.js";
import { Decision } from "../dist/sim/decision.js";
import { Network } from "../dist/sim/network.js";
import { createSimulator } from "../dist/sim/simulator.js";

const count = Number(process.argv[2] ?? 1_000_000);
const servers = [10e9, 8e9, 6e9].map((capacityCyclesPerSecond, index) => ({
  name: `server-${index}`,
  capacityCyclesPerSecond,
  energyCoefficient: 1e-28,
  idlePowerWatts: 20,
  queueLimit: Number.POSITIVE_INFINITY,
}));
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
const network = new Network({ servers, links, resourceCap: 0.5, shareMin: 0.05, maxTargets: 2 });

/** Poisson arrivals that keep the servers about 70 % busy. */
function tasks() {
  const rng = Rng.stream(1, "bench");
  const column = (value) => Float64Array.from({ length: count }, value);
  let time = 0;
  return {
    count,
    home: Int32Array.from({ length: count }, () => [0, 0, 0, 1, 1, 2][rng.integer(6)]),
    arrivalSeconds: column(() => {
      time += rng.exponential(0.06);
      return time;
    }),
    inputBits: column(() => 1e4 + rng.exponential(6e6)),
    cycles: column(() => 1 + rng.exponential(1e9)),
    deadlineSeconds: column(() => Number.POSITIVE_INFINITY),
    outputRatio: column(() => 0),
    uploadSeconds: column(() => 0),
    uploadJoules: column(() => 0),
  };
}

const policies = {
  local() {},
  split(decision, home) {
    decision.targetCount = 2;
    decision.targets[0] = (home + 1) % 3;
    decision.targets[1] = (home + 2) % 3;
    decision.offloadRatio = 2 / 3;
  },
};

const table = tasks();
for (const [name, policy] of Object.entries(policies)) {
  let best = 0;
  for (let repeat = 0; repeat < 3; repeat++) {
    const start = performance.now();
    const simulator = createSimulator(network, table);
    const decision = new Decision(2);
    for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
      policy(decision.reset(), table.home[row]);
      simulator.decide(decision);
      if (row % 1024 === 0) simulator.takeCompleted();
    }
    best = Math.max(best, count / ((performance.now() - start) / 1000));
  }
  console.log(`${name.padEnd(8)} ${Math.round(best).toLocaleString("en")} tasks/s`);
}
