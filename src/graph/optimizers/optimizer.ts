/** What optimisers share: their interface, learning rates, clipping of gradients, decay of weights. */
import { EdgeflockError } from "../../core/errors.ts";
import { add, div, minimum, mul, type Operand, sqrt, square } from "../elementwise.ts";
import { reshape } from "../linear.ts";
import type { Tensor } from "../op.ts";
import { sum } from "../reductions.ts";
import { formatShape, sizeOf } from "../shape.ts";

export interface OptimizerUpdate {
  readonly parameters: Tensor;
  /** The optimiser's own states and their next values. All start at zero. */
  readonly states: readonly StateUpdate[];
}

export interface StateUpdate {
  readonly state: Tensor;
  readonly next: Tensor;
}

/** Given parameters and their gradient, the nodes that compute the next parameters. */
export interface Optimizer {
  /** `name` is the name of the parameters' state; the optimiser's own states are named after it. */
  update(name: string, parameters: Tensor, gradient: Tensor): OptimizerUpdate;
}

/** The rate of an update, of one element, from the number of updates before it (one element, 0 at the first). */
export type RateSchedule = (updates: Tensor) => Tensor;

export interface OptimizerOptions {
  /**
   * A number; a schedule (`linearRate`, `cosineRate`, ..., or a function of one's own), whose count of updates is a
   * state of the optimiser, so that nothing is fed and checkpoints keep it; or a tensor of one element, such as an
   * input, where rates come from outside.
   */
  readonly learningRate: Operand | RateSchedule;
  /**
   * Gradients with a greater Euclidean norm are scaled down to it, before any weight decay (Pascanu et al., 2013). The
   * norm is that of the whole vector of parameters: networks that are to be clipped by a common norm are slices of one.
   */
  readonly maxGradientNorm?: number;
  /** See each optimiser. Default 0; 0.01 for `adamW`. */
  readonly weightDecay?: number;
  /** For each parameter how far weight decay applies to it: 1 or 0, as a module's `decayMask` says. Default: all 1. */
  readonly decayMask?: Float32Array;
}

/** What every update starts from. */
export interface Step {
  /** Clipped. */
  readonly gradient: Tensor;
  /** One element. */
  readonly rate: Tensor;
  /** Of the learning rate's schedule, if there is one. */
  readonly states: readonly StateUpdate[];
}

export function stepOf(
  { learningRate, maxGradientNorm }: OptimizerOptions,
  name: string,
  parameters: Tensor,
  gradient: Tensor,
): Step {
  const clipped = clipNorm(gradient, maxGradientNorm);
  if (typeof learningRate !== "function") {
    return { gradient: clipped, rate: oneElement(parameters, learningRate), states: [] };
  }
  const updates = parameters.graph.state(`${name}/updates`, [1]);
  const rate = oneElement(parameters, learningRate(updates));
  return { gradient: clipped, rate, states: [{ state: updates, next: add(updates, 1) }] };
}

/** `weightDecay` times the parameters that decay; null without decay. */
export function decayOf({ weightDecay = 0, decayMask }: OptimizerOptions, parameters: Tensor): Tensor | null {
  if (weightDecay === 0) return null;
  if (decayMask === undefined) return mul(parameters, weightDecay);
  if (decayMask.length !== sizeOf(parameters.shape)) {
    throw new EdgeflockError(
      "graph",
      `The decayMask has ${decayMask.length} elements for parameters of ${formatShape(parameters.shape)}.`,
      "Give it one for each parameter, as `decayMask()` of their module does.",
    );
  }
  const factors = decayMask.map((factor) => factor * weightDecay);
  return mul(parameters, parameters.graph.constant(factors, parameters.shape));
}

/** The gradient of the loss plus half of `weightDecay` times the squared parameters: L2 regularisation. */
export function regularised(options: OptimizerOptions, parameters: Tensor, gradient: Tensor): Tensor {
  const decay = decayOf(options, parameters);
  return decay === null ? gradient : add(gradient, decay);
}

/** Refuses options out of their range. `shares` lie from 0 (included) to 1 (excluded), `sizes` are 0 or greater. */
export function checkOptions(
  optimizer: string,
  { learningRate, maxGradientNorm = 1, weightDecay = 0 }: OptimizerOptions,
  shares: Readonly<Record<string, number>> = {},
  sizes: Readonly<Record<string, number>> = {},
): void {
  const refuse = (name: string, value: number, range: string) => {
    throw new EdgeflockError("graph", `${optimizer}: ${name} is ${value}.`, `Choose it ${range}.`);
  };
  for (const [name, share] of Object.entries(shares)) {
    if (!(share >= 0 && share < 1)) refuse(name, share, "from 0 (included) to 1 (excluded)");
  }
  const rate = typeof learningRate === "number" ? learningRate : 0;
  for (const [name, size] of Object.entries({ learningRate: rate, weightDecay, ...sizes })) {
    if (!(size >= 0 && size < Infinity)) refuse(name, size, "0 or greater");
  }
  if (!(maxGradientNorm > 0)) refuse("maxGradientNorm", maxGradientNorm, "greater than 0");
}

function oneElement(parameters: Tensor, value: Operand): Tensor {
  if (typeof value === "number") return parameters.graph.constant(value);
  // More axes than the parameters have would become axes of theirs.
  if (sizeOf(value.shape) === 1) return value.shape.length > 1 ? reshape(value, [1]) : value;
  throw new EdgeflockError(
    "graph",
    `A learning rate of shape ${formatShape(value.shape)} has to be one element.`,
  );
}

function clipNorm(gradient: Tensor, maxNorm: number | undefined): Tensor {
  if (maxNorm === undefined) return gradient;
  const norm = sqrt(add(sum(square(gradient)), 1e-12));
  return mul(gradient, minimum(div(gradient.graph.constant(maxNorm), norm), 1));
}
