/**
 * The training of one soak worker, in rounds that all start from the same seed: whatever a worker does in any of its
 * rounds, a single round done alone says what its parameters have to be, to the bit.
 */
import { setImmediate } from "node:timers/promises";
import { FunctionRunner, selectEngine, UpdateRunner } from "../dist/runtime/index.js";
import { dqnPolicy, fingerprint, updates } from "./soak-programs.mjs";

/**
 * @typedef {object} Job
 * @property {"dqn" | "maddpg" | "sessions"} kind
 * @property {number} seed
 * @property {string} engine preference of `selectEngine`
 * @property {number} round updates from one start to the next
 * @property {number} every updates from one check to the next; the end of a round is one, too
 * @property {number} limit ends at the first check after as many updates; Infinity: when it is told to
 */

/**
 * @param {Job} job
 * @param {(check: { key: string, digest: string, finite: boolean, updates: number, sessions: number }) => void} onCheck
 *   `key` names what has been done since the seed: equal keys of equal jobs have to have equal digests
 * @param {() => boolean} isStopped looked at after each check
 */
export function work(job, onCheck, isStopped) {
  return job.kind === "sessions" ? openAndClose(job, onCheck, isStopped) : train(job, onCheck, isStopped);
}

async function train({ kind, seed, engine, round, every, limit }, onCheck, isStopped) {
  const { program, start, batch } = updates[kind](seed);
  const runner = await UpdateRunner.create(await selectEngine(engine), program, start);
  const initial = runner.state();
  let done = 0;
  while (done < limit && !isStopped()) {
    const first = done % round;
    if (first === 0) runner.restore(initial);
    const end = Math.min(first + every, round);
    let outputs = {};
    for (let step = first; step < end; step++) outputs = await runner.run(batch(step));
    done += end - first;
    onCheck({
      key: String(end),
      ...fingerprint({ ...runner.state(), ...outputs }),
      updates: done,
      sessions: 1,
    });
    // Messages arrive between tasks, and not every engine lets one end.
    await setImmediate();
  }
  await runner.release();
}

/** Opens, uses and releases one session after the other: updates of both kinds, and the policy. */
async function openAndClose({ seed, engine, every, limit }, onCheck, isStopped) {
  const chosen = await selectEngine(engine);
  const examples = Object.entries({ ...updates, policy: dqnPolicy }).map(([name, make]) => [
    name,
    make(seed),
  ]);
  const steps = Math.min(10, every);
  let done = 0;
  for (let sessions = 1; done < limit && !isStopped(); sessions++) {
    const [name, { program, start, batch }] = examples[sessions % examples.length];
    const runner = await (name === "policy" ? FunctionRunner : UpdateRunner).create(chosen, program, start);
    let outputs = {};
    for (let step = 0; step < steps; step++) outputs = await runner.run(batch(step));
    const state = name === "policy" ? runner.runSync(batch(0)) : runner.state();
    done += steps;
    onCheck({ key: name, ...fingerprint({ ...state, ...outputs }), updates: done, sessions });
    await runner.release();
    await setImmediate();
  }
}

/** What one round (of the sessions: one of each kind) gives when nothing else runs: digests by key. */
export async function referenceOf(job) {
  const digests = new Map();
  const limit = job.kind === "sessions" ? 30 : Math.min(job.round, job.limit);
  await work(
    { ...job, limit },
    ({ key, digest }) => digests.set(key, digest),
    () => false,
  );
  return digests;
}
