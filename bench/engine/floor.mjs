/** The floor of an update: its matrix products, and nothing else, by the same runtime on the same machine. */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { Rng } from "../../dist/core/rng.js";
import { compileFunction, encodeOnnx, Graph, matmul, sizeOf } from "../../dist/graph/index.js";
import { leastMicroseconds } from "./time.mjs";

/** A file of ONNX holds 2 GiB; this many bytes of operands are enough. */
const MOST_BYTES = 2 ** 30;

/**
 * Microseconds of one session that has just the matrix products of `program`: as many, of the same shapes, transposed
 * alike, on operands that are shared as they are there. Infinity where the operands are too large for one session.
 */
export async function productsMicroseconds(program) {
  const products = program.nodes.filter(({ op }) => op === "matmul");
  if (products.length === 0) return 0;
  const shapes = new Map(products.flatMap(({ inputs }) => inputs.map(({ id, shape }) => [id, shape])));
  const bytes = [...shapes.values()].reduce((total, shape) => total + 4 * sizeOf(shape), 0);
  if (bytes > MOST_BYTES) return Number.POSITIVE_INFINITY;
  const rng = Rng.stream(1, "operands");
  const graph = new Graph();
  const operands = new Map();
  const operand = ({ id, shape }) => {
    if (!operands.has(id)) {
      const values = Float32Array.from({ length: sizeOf(shape) }, () => rng.normal());
      operands.set(id, graph.constant(values, shape));
    }
    return operands.get(id);
  };
  const results = products.map(({ inputs, attributes }, index) => [
    `product${index}`,
    matmul(operand(inputs[0]), operand(inputs[1]), attributes),
  ]);
  const bare = compileFunction({ ...Object.fromEntries(results), clock: graph.input("time", [1]) });
  // As they come: constants neither folded nor laid out anew beforehand, which the real operands cannot be either.
  const session = await InferenceSession.create(encodeOnnx(bare), {
    executionMode: "sequential",
    graphOptimizationLevel: "disabled",
    interOpNumThreads: 1,
    intraOpNumThreads: 1,
    extra: { session: { disable_prepacking: "1" } },
  });
  // The session computes all its results, whichever of them are asked for.
  const feeds = { time: new Tensor("float32", Float32Array.of(0), [1]) };
  const microseconds = await leastMicroseconds(() => session.run(feeds, ["clock"]));
  await session.release();
  return microseconds;
}
