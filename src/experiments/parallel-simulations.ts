/**
 * Many simulations over worker threads: scenarios, policies, salts and seeds side by side. The results are, to the bit,
 * those of one after the other.
 */
import { availableParallelism } from "node:os";
import { defaultTuningEpisodes, type TunedParameters } from "../agents/baselines/index.ts";
import { EdgeflockError } from "../core/errors.ts";
import type { Scenario, Workload } from "../scenario/index.ts";
import type { Summary } from "../sim/metrics.ts";
import { needsTuning, policyWith } from "./ready-policy.ts";
import { resolvePolicy } from "./resolve-policy.ts";
import { withSharedArrays } from "./shared-arrays.ts";
import type {
  SimulationInput,
  SimulationRun,
  SimulationTask,
  SimulationTaskResult,
} from "./simulation-task.ts";
import { ThreadPool } from "./thread-pool.ts";

/** A baseline that has constants, and is given none, is tuned on the training window, once for each seed. */
export interface SimulationJob extends SimulationRun {
  readonly scenario: Scenario;
  /** Its tasks, shared by all threads; null for a synthetic scenario whose tasks each thread makes for itself. */
  readonly workload: Workload | null;
}

export interface SimulationResult {
  readonly summary: Summary;
  /** The constants of a baseline. */
  readonly parameters: TunedParameters;
}

export interface SimulateAllOptions {
  /** Threads; one a core unless told otherwise. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** @param done simulations that are complete */
  readonly onProgress?: (fraction: number, done: number) => void;
}

/** How much of the work a tuning is taken for, a simulation being 1. */
const tuningShare = defaultTuningEpisodes;

/**
 * Runs every job and returns the results in the jobs' order.
 *
 * @throws EdgeflockError as the first job that fails does; ("interrupted") when `signal` is aborted
 */
export async function simulateAll(
  jobs: readonly SimulationJob[],
  { workers = availableParallelism(), signal, onProgress }: SimulateAllOptions = {},
): Promise<SimulationResult[]> {
  const { inputs, inputOf } = distinctInputs(jobs);
  const named = new Map<string, Awaited<ReturnType<typeof resolvePolicy>>>();
  for (const { policy } of jobs) if (!named.has(policy)) named.set(policy, await resolvePolicy(policy));

  const tunings = new Map<string, { readonly task: SimulationTask; readonly jobs: number[] }>();
  for (const [k, job] of jobs.entries()) {
    if (job.parameters !== undefined || !needsTuning(named.get(job.policy)!)) continue;
    const task = { kind: "tune", input: inputOf[k]!, policy: job.policy, seed: job.seed } as const;
    const key = JSON.stringify(task);
    if (!tunings.has(key)) tunings.set(key, { task, jobs: [] });
    tunings.get(key)!.jobs.push(k);
  }

  const meter = new Meter(jobs.length + tunings.size * tuningShare, onProgress);
  const threads = Math.max(1, Math.min(workers, jobs.length));
  const pool = new ThreadPool<SimulationTask, SimulationTaskResult>(
    import.meta.url,
    "simulation-thread",
    inputs,
    threads,
  );
  const stop = () => pool.stop(signal?.reason);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    const tuned = new Map<number, Promise<TunedParameters>>();
    for (const { task, jobs: waiting } of tunings.values()) {
      const part = meter.part(tuningShare);
      const parameters = pool.run(task, part).then((result) => {
        part(1);
        if (result.kind !== "tune") throw new Error("a tuning has come back as a simulation");
        return result.parameters;
      });
      for (const k of waiting) tuned.set(k, parameters);
    }
    return await Promise.all(
      jobs.map(async (job, k): Promise<SimulationResult> => {
        const { scenario: _, workload: __, ...rest } = job;
        const parameters = policyWith(
          named.get(job.policy)!,
          (await tuned.get(k)) ?? job.parameters,
        ).parameters;
        const part = meter.part(1);
        const task = { kind: "simulate", input: inputOf[k]!, ...rest, parameters } as const;
        const result = await pool.run(task, part);
        if (result.kind !== "simulate") throw new Error("a simulation has come back as a tuning");
        part(1);
        meter.complete();
        return { summary: result.summary, parameters };
      }),
    );
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new EdgeflockError(
      "interrupted",
      `interrupted with ${meter.done} of ${jobs.length} simulations done; nothing is kept`,
    );
  } finally {
    signal?.removeEventListener("abort", stop);
    await pool.close();
  }
}

/** Each scenario with its tasks once, in shared memory, and which of them a job is on. */
function distinctInputs(jobs: readonly SimulationJob[]) {
  const inputs: SimulationInput[] = [];
  const known: SimulationJob[] = [];
  const inputOf = jobs.map((job) => {
    const at = known.findIndex((k) => k.scenario === job.scenario && k.workload === job.workload);
    if (at >= 0) return at;
    known.push(job);
    return inputs.push({ scenario: job.scenario, workload: withSharedArrays(job.workload) }) - 1;
  });
  return { inputs, inputOf };
}

/** Adds up how far the parts are. */
class Meter {
  done = 0;
  #sum = 0;

  constructor(
    readonly total: number,
    readonly onProgress: SimulateAllOptions["onProgress"],
  ) {}

  /** Takes the fraction done of a part of the work. */
  part(share: number): (fraction: number) => void {
    let before = 0;
    return (fraction) => {
      this.#sum += share * (fraction - before);
      before = fraction;
      this.onProgress?.(this.#sum / this.total, this.done);
    };
  }

  complete(): void {
    this.done++;
    this.onProgress?.(this.#sum / this.total, this.done);
  }
}
