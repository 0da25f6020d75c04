/** Our figures for a case. */
import { unrollUpdates } from "../../dist/graph/index.js";
import { FunctionRunner, UpdateRunner } from "../../dist/runtime/index.js";
import { productsMicroseconds } from "./floor.mjs";
import { leastMicroseconds } from "./time.mjs";
import { batchesFor, startOf } from "./values.mjs";

/** Graphs that take longer than a minute to load help nobody. */
const MOST_NODES = 20_000;
/** Actions in a row, so that reading the clock does not count. */
const ACTIONS = 100;

/**
 * @returns microseconds: `single`, with one minibatch a call; `best`, with whatever `how` says; `products`, what the
 *   matrix products alone take
 */
export async function measureCase(engine, one) {
  return one.acts ? measureActing(engine, one) : measureUpdates(engine, one);
}

async function measureUpdates(engine, one) {
  const tried = [];
  for (const how of one.tries) {
    const { program: update, networks, values, shared } = await one.make(how);
    const program = how.updates > 1 ? unrollUpdates(update, how.updates, { shared }) : update;
    if (program.nodeCount > MOST_NODES) continue;
    const time = await updateMicroseconds(engine, program, networks, values);
    tried.push({ ...how, program, microseconds: time / how.updates });
  }
  const best = least(tried);
  const single = least(tried.filter(({ updates }) => updates === 1));
  const floors = [];
  // Several updates in a session hide the cost of calling it, and need more memory: the less of both is the floor.
  for (const { program, updates } of new Set([single, best])) {
    floors.push((await productsMicroseconds(program)) / updates);
  }
  return {
    single: single.microseconds,
    best: best.microseconds,
    how: describe(best, one),
    products: Math.min(...floors),
    tried: tried.map(({ program, ...rest }) => ({ ...rest, nodes: program.nodeCount })),
  };
}

const least = (tried) => tried.reduce((a, b) => (b.microseconds < a.microseconds ? b : a));

function describe({ updates, groupSize }, { agents }) {
  const groups = agents / groupSize;
  const together = groups === 1 ? "all together" : groupSize === 1 ? "each apart" : `${groupSize} together`;
  return `${updates} a call${groupSize === undefined ? "" : `, agents ${together}`}`;
}

/** Of a call, its batch copied in. */
export async function updateMicroseconds(engine, program, networks, values) {
  const runner = await UpdateRunner.create(engine, program, startOf(program, networks));
  const batches = batchesFor(program, values);
  let turn = 0;
  const microseconds = await leastMicroseconds(() => runner.run(batches[turn++ % batches.length]));
  const losses = await runner.run(batches[0]);
  await runner.release();
  for (const [name, loss] of Object.entries(losses)) {
    if (!loss.every(Number.isFinite))
      throw new Error(`${name} is no longer finite: what was timed is no learning`);
  }
  return microseconds;
}

/** Of one action. One observation at a time goes either way. */
async function measureActing(engine, { make, batch }) {
  const { program, networks } = await make();
  const runner = await FunctionRunner.create(engine, program, startOf(program, networks));
  const observations = batchesFor(program);
  let turn = 0;
  const next = () => observations[turn++ % observations.length];
  const several = () => {
    for (let i = 0; i < ACTIONS; i++) runner.runSync(next());
  };
  const tried = [{ how: "run", microseconds: (await leastMicroseconds(() => runner.run(next()))) / batch }];
  if (batch === 1)
    tried.unshift({ how: "runSync", microseconds: (await leastMicroseconds(several)) / ACTIONS });
  await runner.release();
  const { how, microseconds } = least(tried);
  return { single: microseconds, best: microseconds, how, products: null, tried };
}
