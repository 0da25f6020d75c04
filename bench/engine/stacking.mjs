/** What stacking gains: ten agents in one call against a call for each of them, the same work either way. */
import { stackAgents, unrollUpdates } from "../../dist/graph/index.js";
import { UpdateRunner } from "../../dist/runtime/index.js";
import { agent } from "./maddpg.mjs";
import { leastMicroseconds } from "./time.mjs";
import { batchesFor, startOf } from "./values.mjs";

const AGENTS = 10;

/** @param size `hidden`, `batch`, and how many `updates` each call makes. Microseconds are those of one update of all. */
export async function measureStacking(engine, { updates, ...size }) {
  const { program, networks, values, shared } = agent({ agents: AGENTS, ...size });
  const microseconds = async (update, count) => {
    const several = updates > 1 ? unrollUpdates(update, updates, { shared }) : update;
    const runners = [];
    for (let k = 0; k < count; k++) {
      runners.push(await UpdateRunner.create(engine, several, startOf(several, networks)));
    }
    const batches = batchesFor(several, values);
    let turn = 0;
    const time = await leastMicroseconds(async () => {
      for (const runner of runners) await runner.run(batches[turn++ % batches.length]);
    });
    for (const runner of runners) await runner.release();
    return time / updates;
  };
  const apart = await microseconds(program, AGENTS);
  const together = [];
  for (const groupSize of [1, AGENTS]) {
    const all = stackAgents(program, AGENTS, { shared: ["joint", "nextJoint"], groupSize });
    together.push(await microseconds(all, 1));
  }
  return { agents: AGENTS, ...size, updates, apart, stacked: Math.min(...together), together };
}
