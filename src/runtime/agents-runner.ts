/** Updates many agents: those that have the same program together, in one call of the engine. */
import { EdgeflockError } from "../core/errors.ts";
import { type Program, type StackOptions, sameProgram } from "../graph/index.ts";
import { AgentGroup } from "./agent-group.ts";
import type { Engine, Feeds, Results } from "./engine.ts";
import { type GroupPlan, planGroup } from "./plan-agent-group.ts";

export interface Agent {
  /** One update of this agent alone. */
  readonly program: Program;
  /** A value for every state of the program, copied; the optimiser's own may be left out (zeros). */
  readonly state: Feeds;
}

/** `groupSize` is how many of the agents of one call run as one op; see `stackAgents`. */
export interface AgentsOptions extends StackOptions {
  /** Minibatches that each agent learns from in one call, one after the other. Default 1. */
  readonly updatesPerCall?: number;
  /** Inputs that all updates of a call share: they keep their shape. */
  readonly sharedByUpdates?: readonly string[];
}

/**
 * Agents of one kind or of several, e.g. those of servers with two neighbours beside those of servers with three. What
 * an agent's program, batch, outputs and states are called, and hold, is what they would for this agent alone.
 */
export class AgentsRunner {
  /** The agents, by their index, that one call updates; one call after the other. */
  readonly groups: readonly (readonly number[])[];
  readonly #groups: readonly AgentGroup[];
  /** The group of each agent, and its place there. */
  readonly #placeOf: readonly { readonly group: AgentGroup; readonly place: number }[];
  #isRunning = false;

  private constructor(groups: readonly AgentGroup[], count: number) {
    this.#groups = groups;
    this.groups = groups.map(({ agents }) => agents);
    const places = Array<{ group: AgentGroup; place: number }>(count);
    for (const group of groups) {
      for (const [place, agent] of group.agents.entries()) places[agent] = { group, place };
    }
    this.#placeOf = places;
  }

  /**
   * @param agents at least one
   * @throws EdgeflockError("graph") when names of the options are no inputs, states are missing or of other sizes, or
   *   inputs are to be computed from agents of several programs
   */
  static async create(
    engine: Engine,
    agents: readonly Agent[],
    options: AgentsOptions = {},
  ): Promise<AgentsRunner> {
    const kinds = alike(agents);
    checkComputed(kinds, options);
    const plans = kinds.map(({ program, members }) => planGroup(program, members, options));
    checkNames(plans, options);
    const groups: AgentGroup[] = [];
    try {
      for (const plan of plans) groups.push(await AgentGroup.create(engine, plan, agents));
    } catch (error) {
      for (const group of groups) await group.release();
      throw error;
    }
    return new AgentsRunner(groups, agents.length);
  }

  /**
   * Updates every agent: one call of the engine for each group, in order.
   * @param batches for each agent a value for every input of its program that is neither shared nor computed, copied;
   *   with several updates a call, those of each minibatch one after the other
   * @param shared values of the inputs that all agents share, copied; so for several updates
   * @returns for each agent its outputs, those of each minibatch one after the other
   */
  async run(batches: readonly Feeds[], shared: Feeds = {}): Promise<Results[]> {
    this.#requireIdle();
    if (batches.length !== this.#placeOf.length) {
      const wanted = `one batch for each of ${this.#placeOf.length} agents`;
      throw new EdgeflockError("graph", `The runner wants ${wanted}, but got ${batches.length}.`);
    }
    // All of it before any agent learns, so that a batch that does not fit changes nothing.
    for (const group of this.#groups) group.feed(batches, shared);
    const outputs = Array<Results>(batches.length);
    this.#isRunning = true;
    try {
      for (const group of this.#groups) {
        for (const [place, results] of (await group.run()).entries()) outputs[group.agents[place]!] = results;
      }
    } finally {
      this.#isRunning = false;
    }
    return outputs;
  }

  /** One state of an agent as it is now: a view, to be read at once; later runs leave it as it was. */
  view(agent: number, name: string): Float32Array {
    const { group, place } = this.#find(agent);
    return group.view(place, name);
  }

  /** Copies of all states of an agent, by name. */
  state(agent: number): Record<string, Float32Array> {
    const { group, place } = this.#find(agent);
    return group.state(place);
  }

  /** Puts all states of an agent back to copies of `state`, or none where one does not fit; the other agents' stay. */
  restore(agent: number, state: Feeds): void {
    this.#requireIdle();
    const { group, place } = this.#find(agent);
    group.restore(place, state);
  }

  async release(): Promise<void> {
    for (const group of this.#groups) await group.release();
  }

  /** The states of a run that is under way would take the place of any others. */
  #requireIdle(): void {
    if (this.#isRunning) throw new Error("an update is already running: await it first");
  }

  #find(agent: number) {
    const found = this.#placeOf[agent];
    if (found !== undefined) return found;
    const last = this.#placeOf.length - 1;
    throw new EdgeflockError("graph", `There is no agent ${agent}: they are 0 to ${last}.`);
  }
}

/** A program, and the indices of the agents that have it. */
interface Alike {
  readonly program: Program;
  readonly members: number[];
}

function alike(agents: readonly Agent[]): readonly Alike[] {
  if (agents.length === 0) throw new EdgeflockError("graph", "AgentsRunner: there are no agents.");
  const groups: Alike[] = [];
  for (const [index, { program }] of agents.entries()) {
    const known = groups.find((group) => sameProgram(group.program, program));
    if (known === undefined) groups.push({ program, members: [index] });
    else known.members.push(index);
  }
  return groups;
}

function checkComputed(kinds: readonly Alike[], { computed = {} }: AgentsOptions): void {
  const names = Object.keys(computed);
  if (names.length === 0 || kinds.length === 1) return;
  throw new EdgeflockError(
    "graph",
    `${listed(names)} cannot be computed from agents of ${kinds.length} programs, which do not run together.`,
    "Feed what they are, or give all agents the same program.",
  );
}

/** Inputs that one group does not have may be another's, but have to be somebody's. */
function checkNames(plans: readonly GroupPlan[], { shared = [], sharedByUpdates = [] }: AgentsOptions): void {
  const inputs = plans.flatMap(({ program, stacked }) => [...program.inputs, ...stacked.inputs]);
  const known = new Set(inputs.map(({ name }) => name));
  const unknown = [...shared, ...sharedByUpdates].find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new EdgeflockError(
    "graph",
    `No agent's program has an input "${unknown}" (they have ${listed([...known])}).`,
  );
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
