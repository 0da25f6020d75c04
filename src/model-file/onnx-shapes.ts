/**
 * Shapes of the values inside an ONNX model, as far as they follow from what the file states: for the operators that
 * our own models are made of, and most others of their kind. A value whose shape does not follow is left out.
 */
import type { NodeProto } from "onnx-buf";
import type { OnnxModelContent } from "./read-onnx.ts";

type Shape = readonly number[];

/** What a rule may look at: shapes of the node's inputs, and the integers of constant ones. */
interface Inputs {
  readonly shapes: readonly (Shape | undefined)[];
  readonly integers: readonly (readonly number[] | undefined)[];
}

/** Shapes of the node's outputs. */
type Rule = (node: NodeProto, inputs: Inputs) => readonly (Shape | undefined)[];

/** Shape by name of value. */
export function shapesOf(model: OnnxModelContent): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  const integers = new Map<string, readonly number[]>();
  for (const { name, shape, integers: values } of model.constants) {
    shapes.set(name, shape);
    if (values !== null) integers.set(name, values);
  }
  for (const { name, shape } of [...model.inputs, ...model.outputs, ...model.statedShapes]) {
    const lengths = shape?.filter((length) => typeof length === "number");
    if (lengths !== undefined && lengths.length === shape?.length) shapes.set(name, lengths);
  }
  for (const node of model.nodes) {
    const inferred = ruleOf(node)(node, {
      shapes: node.input.map((name) => shapes.get(name)),
      integers: node.input.map((name) => integers.get(name)),
    });
    for (const [k, name] of node.output.entries()) {
      const shape = inferred[k];
      if (shape !== undefined && !shapes.has(name)) shapes.set(name, shape);
    }
  }
  return shapes;
}

/** Multiply-accumulates of the model's matrix products; null when there is one whose size is not known. */
export function multiplyAccumulates(
  model: OnnxModelContent,
  shapes: ReadonlyMap<string, Shape>,
): number | null {
  let total = 0;
  for (const node of model.nodes) {
    if (!productNames.has(node.opType)) {
      if (otherProducts.test(node.opType) && !isTransposition(node)) return null;
      continue;
    }
    const [a, out] = [shapes.get(node.input[0] ?? ""), shapes.get(node.output[0] ?? "")];
    if (a === undefined || out === undefined) return null;
    const inner = a.at(intAttribute(node, "transA") === 1 && a.length > 1 ? -2 : -1) ?? 1;
    total += sizeOf(out) * inner;
  }
  return total;
}

const productNames: ReadonlySet<string> = new Set(["Gemm", "MatMul", "FusedMatMul"]);
/** Operators that multiply matrices in ways that are not counted here. */
const otherProducts = /Conv|Einsum|LSTM|GRU|RNN|Attention|MatMul|Gemm/;

/** Einsum as our updates have it: for one matrix that many products want transposed. */
function isTransposition(node: NodeProto): boolean {
  const equation = attribute(node, "equation")?.s;
  return (
    node.opType === "Einsum" && equation !== undefined && new TextDecoder().decode(equation) === "ij->ji"
  );
}

const same: Rule = (_, { shapes }) => [shapes[0]];
const broadcast: Rule = (_, { shapes }) => [broadcastOf(shapes)];

const product: Rule = (node, { shapes: [a, b] }) => {
  if (a === undefined || b === undefined) return [];
  const rows = a.at(intAttribute(node, "transA") === 1 ? -1 : -2);
  const columns = b.at(intAttribute(node, "transB") === 1 ? -2 : -1) ?? 1;
  const batch = broadcastOf([a.slice(0, -2), b.slice(0, -2)]);
  if (b.length === 1) return [a.slice(0, -1)];
  return [batch && [...batch, ...(a.length === 1 || rows === undefined ? [] : [rows]), columns]];
};

const reduction: Rule = (node, { shapes: [x], integers }) => {
  const axes = integers[1] ?? intsAttribute(node, "axes") ?? x?.map((_, axis) => axis);
  if (x === undefined || axes === undefined) return [];
  const reduced = new Set(axes.map((axis) => (axis < 0 ? axis + x.length : axis)));
  const keepsThem = intAttribute(node, "keepdims") !== 0;
  return [x.flatMap((length, axis) => (reduced.has(axis) ? (keepsThem ? [1] : []) : [length]))];
};

const rules: Readonly<Record<string, Rule>> = {
  MatMul: product,
  FusedMatMul: product,
  Gemm: product,
  Concat: (node, { shapes }) => {
    const known = shapes.filter((shape) => shape !== undefined);
    const [first] = known;
    if (first === undefined || known.length < shapes.length) return [];
    const axis = axisOf(node, first.length, 0);
    return [
      first.with(
        axis,
        known.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0),
      ),
    ];
  },
  Split: (node, { shapes: [x], integers: [, sizes] }) => {
    if (x === undefined) return [];
    const axis = axisOf(node, x.length, 0);
    const parts = sizes ?? node.output.map(() => (x[axis] ?? 0) / node.output.length);
    return parts.map((length) => x.with(axis, length));
  },
  Slice: (_, { shapes: [x], integers: [, starts, ends, axes, steps] }) => {
    if (x === undefined || starts === undefined || ends === undefined || steps !== undefined) return [];
    const result = [...x];
    for (const [k, start] of starts.entries()) {
      const axis = (axes?.[k] ?? k) + ((axes?.[k] ?? k) < 0 ? x.length : 0);
      const length = x[axis] ?? 0;
      const at = (place: number) => Math.min(length, place < 0 ? place + length : place);
      result[axis] = at(ends[k] ?? length) - at(start);
    }
    return [result];
  },
  Reshape: (_, { shapes: [x], integers: [, wanted] }) => {
    if (wanted === undefined) return [];
    const lengths = wanted.map((length, axis) => (length === 0 ? (x?.[axis] ?? -1) : length));
    if (!lengths.includes(-1)) return [lengths];
    return x === undefined
      ? []
      : [lengths.map((length) => (length === -1 ? -sizeOf(x) / sizeOf(lengths) : length))];
  },
  Expand: (_, { shapes: [x], integers: [, wanted] }) => [broadcastOf([x, wanted])],
  Transpose: (node, { shapes: [x] }) => {
    const order = intsAttribute(node, "perm");
    return [x && (order === undefined ? x.toReversed() : order.map((axis) => x[axis] ?? 1))];
  },
  Einsum: (node, { shapes: [x] }) => [isTransposition(node) ? x?.toReversed() : undefined],
  ArgMax: (node, { shapes: [x] }) => {
    if (x === undefined) return [];
    const axis = axisOf(node, x.length, 0);
    return [intAttribute(node, "keepdims") === 0 ? x.toSpliced(axis, 1) : x.with(axis, 1)];
  },
};

const sameAsFirst =
  /^(Identity|Cast|Relu|LeakyRelu|Elu|Selu|Tanh|Sigmoid|HardSigmoid|Softplus|Erf|Gelu|Abs|Sign|Neg|Exp|Log|Sqrt|Sin|Cos|Reciprocal|Clip|Softmax|LogSoftmax|Dropout|Not|Floor|Ceil|Round|LayerNormalization|BatchNormalization)$/;
const elementwise =
  /^(Add|Sub|Mul|Div|Pow|Mod|Min|Max|Sum|Mean|Where|Equal|Less|LessOrEqual|Greater|GreaterOrEqual|And|Or|Xor)$/;

function ruleOf({ opType }: NodeProto): Rule {
  if (sameAsFirst.test(opType)) return same;
  if (elementwise.test(opType)) return broadcast;
  if (opType.startsWith("Reduce")) return reduction;
  return rules[opType] ?? (() => []);
}

function broadcastOf(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  let result: Shape = [];
  for (const shape of shapes) {
    if (shape === undefined) return undefined;
    const rank = Math.max(result.length, shape.length);
    const at = (lengths: Shape, axis: number) => lengths[axis - rank + lengths.length] ?? 1;
    const before = result;
    result = Array.from({ length: rank }, (_, axis) => {
      const [p, q] = [at(before, axis), at(shape, axis)];
      return p === 1 ? q : p;
    });
  }
  return result;
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

function attribute({ attribute: all }: NodeProto, name: string) {
  return all.find((one) => one.name === name);
}

function intAttribute(node: NodeProto, name: string): number | undefined {
  const found = attribute(node, name);
  return found && Number(found.i);
}

function intsAttribute(node: NodeProto, name: string): number[] | undefined {
  return attribute(node, name)?.ints.map(Number);
}

function axisOf(node: NodeProto, rank: number, preset: number): number {
  const axis = intAttribute(node, "axis") ?? preset;
  return axis < 0 ? axis + rank : axis;
}
