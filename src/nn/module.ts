/**
 * A module is a layout of parameters in one flat vector, and a pure function of that vector. One flat vector a network
 * makes one Adam step, one soft update and one copy of the whole network.
 */

import { EdgeflockError } from "../core/errors.ts";
import type { Rng } from "../core/rng.ts";
import { formatShape, reshape, type Shape, sizeOf, slice, type Tensor } from "../graph/index.ts";
import type { DropoutNoise } from "./dropout-noise.ts";

export interface Module<In = Tensor, Out = Tensor> {
  /** Number of parameters. */
  readonly size: number;
  /** Fresh parameters. */
  init(rng: Rng): Float32Array;
  /** For each parameter 1 if weight decay is meant for it (a matrix of weights), else 0 (a bias, a gain, an embedding). */
  decayMask(): Float32Array;
  /**
   * @param parameters a vector of `size` elements (a state, or a slice of one)
   * @param noise for training: what dropout layers draw their masks from. Without it none of them drops anything.
   */
  apply(parameters: Tensor, x: In, noise?: DropoutNoise): Out;
}

/** Fills one parameter tensor of a layer. */
export type Initialiser = (values: Float32Array, rng: Rng) => void;

export interface ParameterSpec {
  readonly shape: Shape;
  readonly init: Initialiser;
  /** Whether weight decay is meant for it. By default for tensors of two axes and more. */
  readonly decays?: boolean;
}

/** A module with parameter tensors of its own. `forward` gets them by name. */
export function layer<Name extends string, In, Out>(
  specs: Readonly<Record<Name, ParameterSpec>>,
  forward: (parameters: Readonly<Record<Name, Tensor>>, x: In) => Out,
): Module<In, Out> {
  const names = Object.keys(specs) as Name[];
  const size = names.reduce((total, name) => total + sizeOf(specs[name].shape), 0);
  return {
    size,
    init(rng) {
      const values = new Float32Array(size);
      let start = 0;
      for (const name of names) {
        const end = start + sizeOf(specs[name].shape);
        specs[name].init(values.subarray(start, end), rng);
        start = end;
      }
      return values;
    },
    decayMask: () =>
      Float32Array.from(
        names.flatMap((name) => {
          const { shape, decays = shape.length >= 2 } = specs[name];
          return Array<number>(sizeOf(shape)).fill(decays ? 1 : 0);
        }),
      ),
    apply(parameters, x) {
      checkParameters(parameters, size);
      let start = 0;
      const tensors = names.map((name) => {
        const { shape } = specs[name];
        const end = start + sizeOf(shape);
        const tensor = reshape(slice(parameters, 0, start, end), shape);
        start = end;
        return [name, tensor];
      });
      return forward(Object.fromEntries(tensors), x);
    },
  };
}

/** Modules one after another, and their parameters too. */
export function sequence(modules: readonly Module[]): Module {
  return compose(modules, (apply, x) => modules.reduce((value, _, index) => apply(index, value), x));
}

/** A module made of others, whose parameters lie one after another; `forward` applies them by their index. */
export function compose<In, Out>(
  modules: readonly Module[],
  forward: (apply: (index: number, x: Tensor) => Tensor, x: In) => Out,
): Module<In, Out> {
  const starts: number[] = [];
  let size = 0;
  for (const module of modules) {
    starts.push(size);
    size += module.size;
  }
  return {
    size,
    init(rng) {
      const values = new Float32Array(size);
      for (const [index, module] of modules.entries()) values.set(module.init(rng), starts[index]);
      return values;
    },
    decayMask: () => Float32Array.from(modules.flatMap((module) => [...module.decayMask()])),
    apply(parameters, x, noise) {
      checkParameters(parameters, size);
      const applyOne = (index: number, input: Tensor) => {
        const module = modules[index];
        const start = starts[index];
        if (module === undefined || start === undefined) throw new Error(`there is no module ${index}`);
        const own = module.size === 0 ? parameters : slice(parameters, 0, start, start + module.size);
        return module.apply(own, input, noise);
      };
      return forward(applyOne, x);
    },
  };
}

/** A module without parameters. */
export function parameterless(f: (x: Tensor, noise?: DropoutNoise) => Tensor): Module {
  const nothing = () => new Float32Array(0);
  return { size: 0, init: nothing, decayMask: nothing, apply: (_, x, noise) => f(x, noise) };
}

function checkParameters(parameters: Tensor, size: number): void {
  if (size > 0 && (parameters.shape.length !== 1 || parameters.shape[0] !== size)) {
    throw new EdgeflockError(
      "graph",
      `A module of ${size} parameters was given ${formatShape(parameters.shape)}.`,
      "Give it a vector of its `size`.",
    );
  }
}
