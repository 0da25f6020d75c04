/**
 * The parts of an update, found by what depends on what: the forward pass of each output, and for each state its
 * gradient, its optimiser's step, or its soft update.
 */
import type { GraphView, ViewNode } from "./graph-view.ts";

export interface Phase {
  readonly id: string;
  readonly title: string;
}

export interface Phases {
  /** In the order of the update. */
  readonly phases: readonly Phase[];
  /** The phase of each node, by id. */
  readonly phaseOf: ReadonlyMap<string, string>;
}

/** Smaller forward passes are shown with what they look at. */
const leastNodes = 4;

/** One phase for a view that updates nothing. */
export function phasesOf(view: GraphView): Phases {
  const { nodes, results } = view;
  if (results.every(({ kind }) => kind === "output")) {
    const phaseOf = new Map(nodes.map(({ id }) => [id, "evaluation"]));
    return { phases: [{ id: "evaluation", title: "Evaluation" }], phaseOf };
  }
  const first = firstResults(view);
  const adapted = adaptedNodes(view);
  const phaseOf = new Map<string, string>();
  for (const { id } of nodes) {
    const result = results[first.get(id) ?? 0];
    if (result?.kind === "output") phaseOf.set(id, `forward ${result.name}`);
    else phaseOf.set(id, `${adapted.has(id) ? "step" : "change"} ${result?.name}`);
  }
  mergeSmall(nodes, phaseOf);
  const used = new Set(phaseOf.values());
  const phases = results.flatMap(({ kind, name }): Phase[] => {
    if (kind === "output") return [{ id: `forward ${name}`, title: `Forward: ${name}` }];
    const hasStep = used.has(`step ${name}`);
    return [
      { id: `change ${name}`, title: `${titleOfChange(view, phaseOf, name, hasStep)}: ${name}` },
      { id: `step ${name}`, title: `Optimiser: ${name}` },
    ];
  });
  return { phases: phases.filter(({ id }) => used.has(id)), phaseOf };
}

/** Of each node, the first result (by place) that needs it. Outputs come before states. */
function firstResults({ nodes, results }: GraphView): Map<string, number> {
  const first = new Map<string, number>();
  const note = (id: string, place: number) => first.set(id, Math.min(place, first.get(id) ?? place));
  for (const [place, { from }] of results.entries()) note(from, place);
  for (const { id, operands } of nodes.toReversed()) {
    const place = first.get(id);
    if (place !== undefined) for (const operand of operands) note(operand, place);
  }
  return first;
}

/** The nodes of the optimisers: those that depend on an optimiser's state, and what is there for them alone. */
function adaptedNodes({ nodes, results, optimizerStates }: GraphView): ReadonlySet<string> {
  const own = new Set(optimizerStates);
  // Soft updates follow the new parameters, but are no part of the step.
  const ends = new Set(results.filter(({ name }) => !own.has(name)).map(({ from }) => from));
  const adapted = new Set<string>();
  for (const { id, kind, name, operands } of nodes) {
    const isOwnState = kind === "state" && own.has(name ?? "");
    if (isOwnState || operands.some((operand) => adapted.has(operand) && !ends.has(operand))) adapted.add(id);
  }
  const users = new Map<string, string[]>();
  for (const { id, operands } of nodes) {
    for (const operand of operands) users.set(operand, [...(users.get(operand) ?? []), id]);
  }
  // Learning rates and other constants, but nothing that was computed from the data.
  const isFixed = new Set<string>();
  for (const { id, kind, shape, operands } of nodes) {
    const isRate = kind === "input" && shape?.every((length) => length === 1) === true;
    const isComputed = operands.length > 0 && operands.every((operand) => isFixed.has(operand));
    if (kind === "constant" || isRate || isComputed) isFixed.add(id);
  }
  for (const { id } of nodes.toReversed()) {
    const by = users.get(id) ?? [];
    if (isFixed.has(id) && by.length > 0 && by.every((user) => adapted.has(user))) adapted.add(id);
  }
  return adapted;
}

/** Forward passes of a node or two (a mean for the log) go where most of what they read is. */
function mergeSmall(nodes: readonly ViewNode[], phaseOf: Map<string, string>): void {
  const sizes = new Map<string, number>();
  for (const phase of phaseOf.values()) sizes.set(phase, (sizes.get(phase) ?? 0) + 1);
  for (const { id, operands } of nodes) {
    const phase = phaseOf.get(id);
    if (phase === undefined || !phase.startsWith("forward ") || (sizes.get(phase) ?? 0) >= leastNodes)
      continue;
    const target = operands.map((operand) => phaseOf.get(operand)).find((other) => other !== phase);
    if (target !== undefined) phaseOf.set(id, target);
  }
}

/** What happens to a state before an optimiser's step, or without one. */
function titleOfChange(
  { nodes, results }: GraphView,
  phaseOf: ReadonlyMap<string, string>,
  state: string,
  hasStep: boolean,
): string {
  if (hasStep) return "Gradient";
  const newValues = new Set(results.filter(({ kind }) => kind === "state").map(({ from }) => from));
  const leaves = new Set(nodes.filter(({ operands }) => operands.length === 0).map(({ id }) => id));
  const own = nodes.filter(({ id }) => phaseOf.get(id) === `change ${state}`);
  const outside = own
    .flatMap(({ operands }) => operands)
    .filter((id) => phaseOf.get(id) !== `change ${state}` && !leaves.has(id));
  // A target network follows the new value of another state, and nothing else.
  if (outside.length > 0 && outside.every((id) => newValues.has(id))) return "Target update";
  return outside.length > 0 ? "Gradient and step" : "New value";
}
