/**
 * `clairvoyant` and `rolling-horizon`: what could be had by knowing what arrives. They are handed the tasks of the window,
 * and search over all decisions together, with the simulator as the model: references, not policies for use.
 */
import { z } from "zod";
import { type DecisionLog, readFromLog } from "../../../env/decision-log.ts";
import type { EpisodeInfo, Policy, PolicyContext } from "../../../env/policy.ts";
import { rollout } from "../../../env/rollout.ts";
import type { Decision } from "../../../sim/decision.ts";
import type { BaselineDefinition } from "../baseline.ts";
import { readParameters } from "../parameters.ts";
import { planWindow } from "./plan-window.ts";
import { RollingPlan } from "./rolling-plan.ts";
import { defaultStart, startPolicy, startSchema, tuneStart } from "./start-policy.ts";

const schema = z.strictObject({
  /** How many tasks are known at a decision, its own included; null: all of the window. */
  horizonTasks: z.number().int().min(1).nullable(),
  /** Changes of the plan that are tried for each task of the window. */
  proposalsPerTask: z.number().int().min(0),
  /** What the plan is before it is improved. */
  start: startSchema,
});
type ClairvoyantParameters = z.infer<typeof schema>;

class ClairvoyantPolicy implements Policy {
  readonly information = "future";
  #episode: EpisodeInfo | null = null;
  #plan: DecisionLog | null = null;
  #rolling: RollingPlan | null = null;
  #row = 0;

  constructor(
    readonly name: string,
    readonly constants: ClairvoyantParameters,
  ) {}

  begin(episode: EpisodeInfo): void {
    this.#episode = episode;
    this.#plan = null;
    this.#rolling = null;
    this.#row = 0;
  }

  decide(_context: PolicyContext, decision: Decision): void | Promise<void> {
    return this.#plan === null ? this.#begin().then(() => this.#next(decision)) : this.#next(decision);
  }

  #next(decision: Decision): void {
    const row = this.#row++;
    this.#rolling?.improve(row);
    readFromLog(this.#plan!, row, decision);
  }

  /** Lets the start policy play the window, and plans from there. */
  async #begin(): Promise<void> {
    const { future, seed } = this.#episode!;
    if (future === undefined) throw new Error(`"${this.name}" needs the tasks of the window`);
    const { horizonTasks, proposalsPerTask, start } = this.constants;
    // What it decides on a task depends on no later one.
    const { decisions } = await rollout(future, startPolicy(start), { seed });
    if (horizonTasks === null) {
      this.#plan = await planWindow(future, decisions, { seed, proposalsPerTask });
    } else {
      this.#plan = decisions;
      this.#rolling = new RollingPlan(future, decisions, { seed, proposalsPerTask, horizonTasks });
    }
  }
}

function definition(
  name: string,
  description: string,
  own: Pick<ClairvoyantParameters, "horizonTasks" | "proposalsPerTask">,
): BaselineDefinition {
  const parameters = { ...own, start: defaultStart };
  return {
    name,
    description,
    information: "future",
    parameters,
    tune: async (setups, options) => ({ ...own, start: await tuneStart(setups, options) }),
    create: (constants = parameters) => new ClairvoyantPolicy(name, readParameters(schema, name, constants)),
  };
}

export const clairvoyant = definition(
  "clairvoyant",
  "A reference: knows all tasks of the window, and searches over all decisions together.",
  { horizonTasks: null, proposalsPerTask: 600 },
);

export const rollingHorizon = definition(
  "rolling-horizon",
  "A reference: knows the next tasks at each decision, and searches over the decisions on them.",
  { horizonTasks: 64, proposalsPerTask: 200 },
);
