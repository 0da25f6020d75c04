/** Agents with one program, updated together in one call of the engine; see agents-runner.ts. */
import { EdgeflockError } from "../core/errors.ts";
import { formatShape, sizeOf, type TensorSpec } from "../graph/index.ts";
import type { Agent } from "./agents-runner.ts";
import { type Engine, type Feeds, feedOf, newArrays, type Results } from "./engine.ts";
import type { GroupPlan } from "./plan-agent-group.ts";
import { UpdateRunner } from "./update-runner.ts";

export class AgentGroup {
  readonly agents: readonly number[];
  readonly #plan: GroupPlan;
  readonly #runner: UpdateRunner;

  private constructor(plan: GroupPlan, runner: UpdateRunner) {
    this.agents = plan.agents;
    this.#plan = plan;
    this.#runner = runner;
  }

  /** @param all the agents of all groups */
  static async create(engine: Engine, plan: GroupPlan, all: readonly Agent[]): Promise<AgentGroup> {
    const states = newArrays(plan.stacked.states);
    const zeros = newArrays(plan.program.states.filter(({ startsAtZero }) => startsAtZero));
    for (const [place, agent] of plan.agents.entries()) {
      write(plan, place, { ...zeros, ...all[agent]?.state }, states);
    }
    return new AgentGroup(plan, await UpdateRunner.create(engine, plan.stacked, states));
  }

  /** Copies what the agents of this group are to learn from; `batches` are those of all agents. */
  feed(batches: readonly Feeds[], shared: Feeds): void {
    const { own, common } = this.#plan;
    const { inputs } = this.#runner;
    for (const spec of common) inputs[spec.name]?.set(feedOf(shared, spec));
    for (const input of own) {
      const target = inputs[input.name]!;
      for (const [place, agent] of this.agents.entries()) {
        this.#put(target, ofAgent(agent, batches[agent] ?? {}, input), place, input.parts);
      }
    }
  }

  /** @returns the outputs of each agent, by its place */
  async run(): Promise<Results[]> {
    const { program, updatesPerCall } = this.#plan;
    const results = await this.#runner.run(this.#runner.inputs);
    return this.agents.map((_, place) =>
      Object.fromEntries(
        program.outputs.map(({ name }) => [name, this.#take(results[name]!, place, updatesPerCall)]),
      ),
    );
  }

  view(place: number, name: string): Float32Array {
    const found = this.#plan.states[place]?.get(name);
    if (found === undefined) {
      const names = this.#plan.program.states.map((state) => `"${state.name}"`).join(", ");
      const agent = this.agents[place];
      throw new EdgeflockError("graph", `Agent ${agent} has no state "${name}" (it has ${names}).`);
    }
    return this.#runner.view(found.array).subarray(found.start, found.end);
  }

  state(place: number): Record<string, Float32Array> {
    const { states } = this.#plan.program;
    return Object.fromEntries(states.map(({ name }) => [name, this.view(place, name).slice()]));
  }

  restore(place: number, state: Feeds): void {
    const { states } = this.#plan.stacked;
    const views = states.map(({ name }) => [name, this.#runner.view(name)] as const);
    write(this.#plan, place, state, Object.fromEntries(views));
  }

  release(): Promise<void> {
    return this.#runner.release();
  }

  /** Part `k` of the agent at `place` comes after those of the agents before it, and after all parts before `k`. */
  #put(target: Float32Array, values: Float32Array, place: number, parts: number): void {
    if (parts === 1) {
      target.set(values, place * values.length);
      return;
    }
    const size = values.length / parts;
    for (let k = 0; k < parts; k++) {
      const part = values.subarray(k * size, (k + 1) * size);
      target.set(part, (k * this.agents.length + place) * size);
    }
  }

  #take(values: Float32Array, place: number, parts: number): Float32Array {
    const size = values.length / (parts * this.agents.length);
    if (parts === 1) return values.subarray(place * size, (place + 1) * size);
    const taken = new Float32Array(parts * size);
    for (let k = 0; k < parts; k++) {
      const start = (k * this.agents.length + place) * size;
      taken.set(values.subarray(start, start + size), k * size);
    }
    return taken;
  }
}

/** Writes an agent's states into those of its group; none of them where one does not fit. */
function write(plan: GroupPlan, place: number, state: Feeds, states: Feeds): void {
  const agent = plan.agents[place] ?? 0;
  const own = plan.program.states.map((spec) => [spec.name, ofAgent(agent, state, spec)] as const);
  for (const [name, values] of own) {
    const found = plan.states[place]?.get(name);
    if (found === undefined) throw new Error(`the state "${name}" is lost`);
    states[found.array]?.set(values, found.start);
  }
}

/** An agent's values for `spec`, after a check of their number. */
function ofAgent(agent: number, feeds: Feeds, { name, shape }: TensorSpec): Float32Array {
  const values = feeds[name];
  if (values !== undefined && values.length === sizeOf(shape)) return values;
  const wanted = `${sizeOf(shape)} values (${formatShape(shape)})`;
  const got = values?.length ?? "none";
  throw new EdgeflockError("graph", `Agent ${agent}: "${name}" wants ${wanted}, but got ${got}.`);
}
