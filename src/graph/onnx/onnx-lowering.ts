/**
 * The ONNX form of every op (opset 18), and the few places where several nodes become one: a matrix product plus a
 * bias is one Gemm, the slices of one tensor are one Split, a comparison feeds Where without a detour over floats.
 */

import type { AnyNode, Node, OpName, Tensor } from "../op.ts";
import type { Program } from "../program.ts";
import { type Shape, sameShape, sizeOf } from "../shape.ts";
import { lowerDropoutMask } from "./onnx-dropout-mask.ts";
import type { OnnxWriter } from "./onnx-writer.ts";
import { product, productPlus } from "./product-lowering.ts";

/** ONNX's codes for float32, int64 and bool as the target of a Cast. */
const FLOAT = 1;
const INT64 = 7;
const BOOL = 9;

type LoweringRule<K extends OpName> = (lowering: OnnxLowering, node: Node<K>) => string;

/** Lowers nodes on demand, each once. */
export class OnnxLowering {
  readonly #values = new Map<number, string>();
  readonly #conditions = new Map<number, string>();
  readonly #uses = new Map<number, number>();
  readonly #slices = new Map<number, Node<"slice">[]>();
  readonly #ones = new Map<string, string>();
  readonly #transposed = new Map<number, string>();
  readonly #transposedUses = new Map<number, number>();

  constructor(
    readonly writer: OnnxWriter,
    readonly program: Program,
  ) {
    const use = (tensor: Tensor) => this.#uses.set(tensor.id, (this.#uses.get(tensor.id) ?? 0) + 1);
    for (const node of program.nodes) {
      for (const input of node.inputs) use(input);
      if (node.op === "matmul" && node.attributes.transposeA) {
        const [a, b] = node.inputs;
        // A batched second operand stands for as many products.
        const products = a.shape.length === 2 ? sizeOf(b.shape.slice(0, -2)) : 0;
        this.#transposedUses.set(a.id, this.transposedUses(a) + products);
      }
      if (node.op === "slice") {
        const [source] = node.inputs;
        const siblings = this.#slices.get(source.id);
        if (siblings === undefined) this.#slices.set(source.id, [node]);
        else siblings.push(node);
      }
    }
    for (const { tensor } of program.results) use(tensor);
    for (const slices of this.#slices.values()) {
      slices.sort((a, b) => a.attributes.start - b.attributes.start || a.attributes.end - b.attributes.end);
    }
  }

  node(tensor: Tensor): AnyNode {
    return this.program.graph.node(tensor);
  }

  /** The name of the ONNX value that holds `tensor`. */
  value(tensor: Tensor): string {
    const known = this.#values.get(tensor.id);
    if (known !== undefined) return known;
    const name = lower(this, this.node(tensor));
    this.#values.set(tensor.id, name);
    return name;
  }

  define(tensor: Tensor, name: string): void {
    this.#values.set(tensor.id, name);
  }

  /** The name of a bool value: whether `tensor` is not 0. */
  condition(tensor: Tensor): string {
    const known = this.#conditions.get(tensor.id);
    if (known !== undefined) return known;
    const node = this.node(tensor);
    const name =
      node.op === "greater"
        ? this.writer.emit(
            "Greater",
            node.inputs.map((input) => this.value(input)),
          )
        : this.writer.emit("Cast", [this.value(tensor)], { to: { int: BOOL } });
    this.#conditions.set(tensor.id, name);
    return name;
  }

  /** How many products of the program want this matrix transposed as their first operand. */
  transposedUses(matrix: Tensor): number {
    return this.#transposedUses.get(matrix.id) ?? 0;
  }

  /** The matrix transposed, once for all its users. */
  transposed(matrix: Tensor): string {
    const known = this.#transposed.get(matrix.id);
    if (known !== undefined) return known;
    // Not by Transpose, which ONNX Runtime would fold back into each of the products.
    const name = this.writer.emit("Einsum", [this.value(matrix)], { equation: { string: "ij->ji" } });
    this.#transposed.set(matrix.id, name);
    return name;
  }

  /** A constant of ones; one for each shape. */
  ones(shape: Shape): string {
    const key = shape.join();
    const known = this.#ones.get(key);
    if (known !== undefined) return known;
    const name = this.writer.floats(new Float32Array(sizeOf(shape)).fill(1), shape);
    this.#ones.set(key, name);
    return name;
  }

  isZero(tensor: Tensor): boolean {
    const node = this.node(tensor);
    return node.op === "constant" && node.attributes.values.every((value) => value === 0);
  }

  isUsedOnce(tensor: Tensor): boolean {
    return this.#uses.get(tensor.id) === 1;
  }

  /** Live slices of what `node` slices that lie side by side on its axis, in order, `node` among them; or null. */
  disjointSlices(node: Node<"slice">): readonly Node<"slice">[] | null {
    const disjoint: Node<"slice">[] = [];
    let end = 0;
    for (const slice of this.#slices.get(node.inputs[0].id) ?? []) {
      const { attributes } = slice;
      if (attributes.axis !== node.attributes.axis || attributes.start < end) continue;
      disjoint.push(slice);
      end = attributes.end;
    }
    return disjoint.length > 1 && disjoint.includes(node) ? disjoint : null;
  }
}

function lower<K extends OpName>(lowering: OnnxLowering, node: Node<K>): string {
  return loweringRules[node.op](lowering, node);
}

const leaf = (_: OnnxLowering, node: Node<"input"> | Node<"state">) => node.attributes.name;
const direct =
  (opType: string) =>
  (lowering: OnnxLowering, node: Node): string =>
    lowering.writer.emit(
      opType,
      node.inputs.map((input) => lowering.value(input)),
    );
const alongAxis =
  (opType: string) =>
  (lowering: OnnxLowering, node: Node<"softmax"> | Node<"logSoftmax">): string =>
    lowering.writer.emit(opType, [lowering.value(node.inputs[0])], { axis: { int: node.attributes.axis } });
const reduction =
  (opType: string) =>
  (lowering: OnnxLowering, node: Node<"sum"> | Node<"mean"> | Node<"max">): string => {
    const { axes, keepDims } = node.attributes;
    return lowering.writer.emit(opType, [lowering.value(node.inputs[0]), lowering.writer.int64s(axes)], {
      keepdims: { int: keepDims ? 1 : 0 },
    });
  };

const loweringRules: { readonly [K in OpName]: LoweringRule<K> } = {
  input: leaf,
  state: leaf,
  constant: ({ writer }, node) => writer.floats(node.attributes.values, node.shape),
  stopGradient: (lowering, node) => lowering.value(node.inputs[0]),

  add: (lowering, node) => {
    const [a, b] = node.inputs;
    return productPlus(lowering, a, b) ?? productPlus(lowering, b, a) ?? direct("Add")(lowering, node);
  },
  sub: direct("Sub"),
  mul: direct("Mul"),
  div: direct("Div"),
  minimum: direct("Min"),
  maximum: direct("Max"),
  greater: (lowering, node) => {
    const [a, b] = node.inputs;
    if (lowering.node(a).op === "relu" && lowering.isZero(b) && sameShape(a.shape, node.shape)) {
      // One pass instead of a comparison and a conversion: min(1, x·2¹²⁷) is 1 for every normal positive number.
      return lowering.writer.emit("HardSigmoid", [lowering.value(a)], {
        alpha: { float: 2 ** 127 },
        beta: { float: 0 },
      });
    }
    return lowering.writer.emit("Cast", [lowering.condition(node)], { to: { int: FLOAT } });
  },
  where: (lowering, node) => {
    const [condition, a, b] = node.inputs;
    return lowering.writer.emit("Where", [
      lowering.condition(condition),
      lowering.value(a),
      lowering.value(b),
    ]);
  },

  neg: direct("Neg"),
  abs: direct("Abs"),
  sign: direct("Sign"),
  exp: direct("Exp"),
  log: direct("Log"),
  sqrt: direct("Sqrt"),
  cos: direct("Cos"),
  floor: direct("Floor"),
  relu: direct("Relu"),
  tanh: direct("Tanh"),
  sigmoid: direct("Sigmoid"),
  softplus: direct("Softplus"),
  clip: (lowering, node) => {
    const { low, high } = node.attributes;
    const bounds = [low, high].map((bound) => lowering.writer.floats(Float32Array.of(bound), []));
    return lowering.writer.emit("Clip", [lowering.value(node.inputs[0]), ...bounds]);
  },

  matmul: (lowering, node) => product(lowering, node, null),
  transpose: (lowering, node) =>
    lowering.writer.emit("Transpose", [lowering.value(node.inputs[0])], {
      perm: { ints: node.attributes.permutation },
    }),
  reshape: (lowering, node) =>
    lowering.writer.emit("Reshape", [
      lowering.value(node.inputs[0]),
      lowering.writer.int64s(node.attributes.shape),
    ]),
  broadcastTo: (lowering, node) =>
    lowering.writer.emit("Expand", [
      lowering.value(node.inputs[0]),
      lowering.writer.int64s(node.attributes.shape),
    ]),
  concat: (lowering, node) =>
    lowering.writer.emit(
      "Concat",
      node.inputs.map((input) => lowering.value(input)),
      { axis: { int: node.attributes.axis } },
    ),
  slice: (lowering, node) => {
    const { axis, start, end } = node.attributes;
    const { writer } = lowering;
    const source = lowering.value(node.inputs[0]);
    const slices = lowering.disjointSlices(node);
    if (slices !== null) return split(lowering, source, slices, node);
    return writer.emit("Slice", [
      source,
      writer.int64s([start]),
      writer.int64s([end]),
      writer.int64s([axis]),
    ]);
  },

  gather: (lowering, node) => {
    const [table, indices] = node.inputs;
    const whole = lowering.writer.emit("Cast", [lowering.value(indices)], { to: { int: INT64 } });
    return lowering.writer.emit("Gather", [lowering.value(table), whole]);
  },
  scatterAdd: (lowering, node) => {
    const { writer } = lowering;
    const [values, indices] = node.inputs;
    const whole = writer.emit("Cast", [lowering.value(indices)], { to: { int: INT64 } });
    const positions = writer.emit("Reshape", [whole, writer.int64s([...indices.shape, 1])]);
    const zeros = writer.floats(new Float32Array(sizeOf(node.shape)), node.shape);
    return writer.emit("ScatterND", [zeros, positions, lowering.value(values)], {
      reduction: { string: "add" },
    });
  },
  dropoutMask: (lowering, node) =>
    lowerDropoutMask(lowering.writer, lowering.value(node.inputs[0]), node.attributes),

  sum: (lowering, node) => {
    const [x] = node.inputs;
    const { axes, keepDims } = node.attributes;
    const isColumnSum = x.shape.length >= 2 && axes.length === 1 && axes[0] === x.shape.length - 2;
    if (!isColumnSum) return reduction("ReduceSum")(lowering, node);
    // Gradients of biases. ReduceSum takes up to 16 times as long over such an axis as a product with ones.
    const rows = x.shape.at(-2) ?? 1;
    const ones = lowering.ones(keepDims ? [1, rows] : [rows]);
    return lowering.writer.emit("MatMul", [ones, lowering.value(x)]);
  },
  mean: reduction("ReduceMean"),
  max: reduction("ReduceMax"),
  softmax: alongAxis("Softmax"),
  logSoftmax: alongAxis("LogSoftmax"),
  oneHotArgmax: (lowering, node) => {
    const { writer } = lowering;
    const best = writer.emit("ArgMax", [lowering.value(node.inputs[0])], { axis: { int: -1 } });
    const positions = writer.int64s(
      Array.from({ length: node.shape.at(-1) ?? 1 }, (_, position) => position),
    );
    return writer.emit("Cast", [writer.emit("Equal", [best, positions])], { to: { int: FLOAT } });
  },
};

/** One Split for all `slices` of `source`, with unused outputs for the gaps between them. */
function split(
  lowering: OnnxLowering,
  source: string,
  slices: readonly Node<"slice">[],
  wanted: Node<"slice">,
): string {
  const { writer } = lowering;
  const sizes: number[] = [];
  const outputs: string[] = [];
  let end = 0;
  let name = "";
  const part = (size: number) => {
    const output = writer.freshName();
    sizes.push(size);
    outputs.push(output);
    return output;
  };
  for (const slice of slices) {
    const { start } = slice.attributes;
    if (start > end) part(start - end);
    end = slice.attributes.end;
    const output = part(end - start);
    lowering.define(slice, output);
    if (slice === wanted) name = output;
  }
  const { axis } = wanted.attributes;
  const total = wanted.inputs[0].shape[axis] ?? 0;
  if (end < total) part(total - end);
  writer.emitNamed("Split", [source, writer.int64s(sizes)], outputs, { axis: { int: axis } });
  return name;
}
