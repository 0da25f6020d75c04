/** How much faster simulations are on two threads than on one. */
import { simulateAll } from "../../dist/experiments/index.js";
import { loadScenario } from "../../dist/scenario/index.js";

/** Eight streams of `quickstart`, `hours` of simulated time each; the better of two tries each, in turns, by the clock. */
export async function measureParallel(hours) {
  const scenario = await loadScenario("quickstart");
  const jobs = Array.from({ length: 8 }, (_, k) => ({
    scenario,
    workload: null,
    policy: "split",
    window: "test",
    salt: `bench-${k}`,
    seed: 0,
    stream: { durationSeconds: 3600 * hours },
  }));
  const seconds = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 2; round++) {
    for (const workers of [1, 2]) {
      const start = performance.now();
      await simulateAll(jobs, { workers });
      seconds[workers - 1] = Math.min(seconds[workers - 1], performance.now() - start);
    }
  }
  return seconds[0] / seconds[1];
}
