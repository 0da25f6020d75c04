/** How agents with one program lie in the program of all of them; see agents-runner.ts. */
import {
  type Program,
  type Shape,
  type StackOptions,
  sizeOf,
  stackAgents,
  type TensorSpec,
  unrollUpdates,
} from "../graph/index.ts";
import type { AgentsOptions } from "./agents-runner.ts";

/** An input of which each agent feeds its own part. */
interface OwnInput {
  readonly name: string;
  /** What one agent feeds for all updates of a call. */
  readonly shape: Shape;
  /** How many parts that is: one for each update that has its own. */
  readonly parts: number;
}

/** Where in a stacked state an agent's own lies. */
interface StatePlace {
  readonly array: string;
  readonly start: number;
  readonly end: number;
}

/** A group's program for all its agents and updates, and what each of them has in it. */
export interface GroupPlan {
  /** Their indices. */
  readonly agents: readonly number[];
  /** Of one agent and one update. */
  readonly program: Program;
  readonly stacked: Program;
  readonly own: readonly OwnInput[];
  /** What is fed once for all agents. */
  readonly common: readonly TensorSpec[];
  /** Of each agent, by name. */
  readonly states: readonly ReadonlyMap<string, StatePlace>[];
  readonly updatesPerCall: number;
}

/** @param options names in them that this program does not have are none of its concern */
export function planGroup(program: Program, agents: readonly number[], options: AgentsOptions): GroupPlan {
  const { updatesPerCall = 1, sharedByUpdates = [], computed = {}, ...rest } = options;
  const isInput = (name: string) => program.inputs.some((input) => input.name === name);
  const shared = (rest.shared ?? []).filter(isInput);
  const fed = program.inputs.filter(({ name }) => !shared.includes(name) && !(name in computed));
  const ownNames = new Set(fed.map(({ name }) => name));
  const noted = notingInputs(computed, ownNames);
  const together = stackAgents(program, agents.length, { ...rest, shared, computed: noted });
  const isForAll = (name: string) => sharedByUpdates.includes(name);
  const stacked =
    updatesPerCall === 1
      ? together
      : unrollUpdates(together, updatesPerCall, {
          shared: together.inputs.map(({ name }) => name).filter(isForAll),
        });
  const own = together.inputs
    .filter(({ name }) => ownNames.has(name))
    .map(({ name, shape: [, ...shape] }): OwnInput => {
      const hasParts = updatesPerCall > 1 && !isForAll(name);
      return {
        name,
        shape: hasParts ? [updatesPerCall, ...shape] : shape,
        parts: hasParts ? updatesPerCall : 1,
      };
    });
  const common = stacked.inputs.filter(({ name }) => !ownNames.has(name));
  const states = statePlaces(program, stacked, agents.length);
  return { agents, program, stacked, own, common, states, updatesPerCall };
}

/** The functions, which add to `names` the inputs of theirs that each agent feeds. */
function notingInputs(
  computed: NonNullable<StackOptions["computed"]>,
  names: Set<string>,
): NonNullable<StackOptions["computed"]> {
  const noting = Object.entries(computed).map(([name, f]): [string, typeof f] => [
    name,
    (all) =>
      f({
        ...all,
        input(own, shape) {
          names.add(own);
          return all.input(own, shape);
        },
      }),
  ]);
  return Object.fromEntries(noting);
}

/** Agents one after another, in arrays `name/0`, `name/1` and so on, of one agent or of several. */
function statePlaces(program: Program, stacked: Program, count: number): Map<string, StatePlace>[] {
  const sizes = new Map(stacked.states.map(({ name, shape }) => [name, sizeOf(shape)]));
  const places = Array.from({ length: count }, () => new Map<string, StatePlace>());
  for (const { name, shape } of program.states) {
    const size = sizeOf(shape);
    let [chunk, start] = [0, 0];
    for (const own of places) {
      const array = `${name}/${chunk}`;
      if (!sizes.has(array)) throw new Error(`the state "${array}" is lost`);
      own.set(name, { array, start, end: start + size });
      start += size;
      if (start === sizes.get(array)) [chunk, start] = [chunk + 1, 0];
    }
  }
  return places;
}
