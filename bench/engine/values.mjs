/** What is fed and what the states start as. A case may say for an input or a state, by name, what it holds. */
import { Rng } from "../../dist/core/rng.js";
import { sizeOf } from "../../dist/graph/index.js";

/** As many bytes of batches come in turn: one batch again and again would be learnt by heart, and stay in the cache. */
const POOL_BYTES = 2 ** 25;

export const always = (value) => (array) => array.fill(value);

/** Rows of `width` elements, each with a 1 at a random place. */
export const oneHots = (width) => (array, rng) => {
  for (let row = 0; row < array.length; row += width) array[row + rng.integer(width)] = 1;
};

/** Agent i's row has its 1 at place i. */
export const ownPlaces = (agents) => (array) => {
  for (let agent = 0; agent * agents < array.length; agent++) array[agent * agents + agent] = 1;
};

export const seeds = (array, rng) => {
  for (let k = 0; k < array.length; k++) array[k] = rng.integer(2 ** 24);
};

export const uniforms = (array, rng) => {
  for (let k = 0; k < array.length; k++) array[k] = rng.uniform();
};

function normals(array, rng) {
  for (let k = 0; k < array.length; k++) array[k] = rng.normal();
}

/** Batches for a program's inputs, to be fed in turn. */
export function batchesFor(program, values = {}) {
  const rng = Rng.stream(1, "batches");
  const bytes = program.inputs.reduce((total, { shape }) => total + 4 * sizeOf(shape), 0);
  const count = Math.max(2, Math.min(16, Math.floor(POOL_BYTES / bytes)));
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      program.inputs.map(({ name, shape }) => {
        const array = new Float32Array(sizeOf(shape));
        (values[name] ?? normals)(array, rng);
        return [name, array];
      }),
    ),
  );
}

/**
 * Fresh parameters for the states of a program: of stacked agents each has its own, and target networks start as
 * copies. What is no network of the case's starts as small numbers.
 */
export function startOf(program, networks = {}) {
  const states = program.states.filter(({ startsAtZero }) => !startsAtZero);
  return Object.fromEntries(
    states.map(({ name, shape }) => {
      const [network, group = "0"] = name.split("/");
      const rng = Rng.stream(1, `group ${group}`);
      const array = new Float32Array(sizeOf(shape));
      const module = networks[network];
      if (module === undefined) normals(array, rng);
      else for (let at = 0; at < array.length; at += module.size) array.set(module.init(rng), at);
      return [name, module === undefined ? array.map((value) => 0.1 * value) : array];
    }),
  );
}
