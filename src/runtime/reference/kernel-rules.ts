/** The interpreter's rule for every op: a buffer for the result, and the kernel that fills it. */
import { dropoutPlan, type Node, type OpName, type Ops, type Shape, sizeOf } from "../../graph/index.ts";
import {
  concatKernel,
  oneHotArgmaxKernel,
  type Reduction,
  reduceKernel,
  softmaxKernel,
} from "./axis-kernels.ts";
import {
  addKernel,
  binaryKernel,
  gatherKernel,
  reluKernel,
  unaryKernel,
  whereKernel,
} from "./elementwise-kernels.ts";
import { dropoutMaskKernel, rowGatherKernel, scatterAddKernel } from "./indexing-kernels.ts";
import {
  type Allocate,
  type Buffer,
  broadcastStrides,
  type Kernel,
  offsets,
  rowMajorStrides,
} from "./kernel.ts";
import { matmulKernel } from "./matmul-kernel.ts";

/** A node's buffer, and its kernel; null where the buffer is (part of) an operand's. */
export interface Lowered {
  readonly buffer: Buffer;
  readonly kernel: Kernel | null;
}

/** A buffer for each operand. */
export type BuffersOf<Inputs extends readonly unknown[]> = { readonly [I in keyof Inputs]: Buffer };
type KernelRule<K extends OpName> = (
  node: Node<K>,
  buffers: BuffersOf<Ops[K]["inputs"]>,
  allocate: Allocate,
) => Lowered;

type UnaryOp = { [K in OpName]: Ops[K]["inputs"]["length"] extends 1 ? K : never }[OpName];
type BinaryOp = { [K in OpName]: Ops[K]["inputs"]["length"] extends 2 ? K : never }[OpName];

/** A new buffer of the node's size, filled by the kernel that `make` gives. */
function computed(
  node: { readonly shape: Shape },
  allocate: Allocate,
  make: (output: Buffer) => Kernel,
): Lowered {
  const buffer = allocate(sizeOf(node.shape));
  return { buffer, kernel: make(buffer) };
}

const leaf = (node: Node, _: readonly [], allocate: Allocate): Lowered => ({
  buffer: allocate(sizeOf(node.shape)),
  kernel: null,
});
const alias = (_: Node, [x]: readonly [Buffer]): Lowered => ({ buffer: x, kernel: null });
const unary =
  (f: (x: number) => number) =>
  (node: Node<UnaryOp>, [x]: readonly [Buffer], allocate: Allocate): Lowered =>
    computed(node, allocate, (output) => unaryKernel(f, x, output));
const binary =
  (f: (a: number, b: number) => number) =>
  (node: Node<BinaryOp>, buffers: readonly [Buffer, Buffer], allocate: Allocate): Lowered =>
    computed(node, allocate, (output) => binaryKernel(f, buffers, shapesOfTwo(node), output, node.shape));
const reduction =
  (kind: Reduction) =>
  (node: Node<Reduction>, [x]: readonly [Buffer], allocate: Allocate): Lowered =>
    computed(node, allocate, (output) =>
      reduceKernel(kind, node.attributes.axes, x, node.inputs[0].shape, output),
    );
const softmax =
  (logarithm: boolean) =>
  (node: Node<"softmax"> | Node<"logSoftmax">, [x]: readonly [Buffer], allocate: Allocate): Lowered =>
    computed(node, allocate, (output) =>
      softmaxKernel(logarithm, node.attributes.axis, x, node.shape, output),
    );

export const kernelRules: { readonly [K in OpName]: KernelRule<K> } = {
  input: leaf,
  state: leaf,
  constant: (node, _, allocate) => {
    const buffer = allocate(sizeOf(node.shape));
    buffer.set(node.attributes.values);
    return { buffer, kernel: null };
  },
  stopGradient: alias,
  reshape: alias,

  add: (node, buffers, allocate) =>
    computed(node, allocate, (output) => addKernel(buffers, shapesOfTwo(node), output, node.shape)),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b),
  minimum: binary(Math.min),
  maximum: binary(Math.max),
  greater: binary((a, b) => (a > b ? 1 : 0)),
  where: (node, buffers, allocate) => {
    const [condition, a, b] = node.inputs;
    return computed(node, allocate, (output) =>
      whereKernel(buffers, [condition.shape, a.shape, b.shape], output, node.shape),
    );
  },

  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  cos: unary(Math.cos),
  floor: unary(Math.floor),
  relu: (node, [x], allocate) => computed(node, allocate, (output) => reluKernel(x, output)),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  clip: (node, [x], allocate) => {
    const { low, high } = node.attributes;
    return computed(node, allocate, (output) =>
      unaryKernel((v) => Math.min(Math.max(v, low), high), x, output),
    );
  },

  matmul: (node, [a, b], allocate) => {
    const [nodeA, nodeB] = node.inputs;
    const spec = { shapeA: nodeA.shape, shapeB: nodeB.shape, shape: node.shape, ...node.attributes };
    return computed(node, allocate, (output) => matmulKernel(a, b, output, spec));
  },
  transpose: (node, [x], allocate) => {
    const own = rowMajorStrides(node.inputs[0].shape);
    const strides = node.attributes.permutation.map((axis) => own[axis] ?? 0);
    return computed(node, allocate, (output) => gatherKernel(x, offsets(node.shape, strides), output));
  },
  broadcastTo: (node, [x], allocate) => {
    const strides = broadcastStrides(node.inputs[0].shape, node.shape);
    return computed(node, allocate, (output) => gatherKernel(x, offsets(node.shape, strides), output));
  },
  concat: (node, buffers, allocate) =>
    computed(node, allocate, (output) =>
      concatKernel(
        buffers,
        node.inputs.map((input) => input.shape),
        node.attributes.axis,
        output,
      ),
    ),
  slice: (node, [x], allocate) => {
    const { axis, start } = node.attributes;
    const strides = rowMajorStrides(node.inputs[0].shape);
    const first = start * (strides[axis] ?? 0);
    const isContiguous = sizeOf(node.shape.slice(0, axis)) === 1;
    if (isContiguous) return { buffer: x.subarray(first, first + sizeOf(node.shape)), kernel: null };
    return computed(node, allocate, (output) => gatherKernel(x, offsets(node.shape, strides, first), output));
  },

  gather: (node, buffers, allocate) =>
    computed(node, allocate, (output) => rowGatherKernel(buffers, node.inputs[0].shape, output)),
  scatterAdd: (node, buffers, allocate) =>
    computed(node, allocate, (output) => scatterAddKernel(buffers, node.shape, output)),
  dropoutMask: (node, [seed], allocate) =>
    computed(node, allocate, (output) => dropoutMaskKernel(dropoutPlan(node.attributes), seed, output)),

  sum: reduction("sum"),
  mean: reduction("mean"),
  max: reduction("max"),
  softmax: softmax(false),
  logSoftmax: softmax(true),
  oneHotArgmax: (node, [x], allocate) =>
    computed(node, allocate, (output) => oneHotArgmaxKernel(x, node.shape.at(-1) ?? 1, output)),
};

function shapesOfTwo(node: Node<BinaryOp>): readonly [Shape, Shape] {
  const [a, b] = node.inputs;
  return [a.shape, b.shape];
}
