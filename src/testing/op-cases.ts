/**
 * Random applications of every op, for checking gradients against differences and engines against the oracle. The map
 * is exhaustive: an op without a case does not compile.
 */
import fc from "fast-check";
import {
  abs,
  add,
  broadcastTo,
  clip,
  concat,
  cos,
  div,
  dropoutMask,
  exp,
  floor,
  gather,
  greater,
  log,
  logSoftmax,
  matmul,
  max,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  type OpName,
  oneHotArgmax,
  relu,
  reshape,
  type Shape,
  scatterAdd,
  sigmoid,
  sign,
  sizeOf,
  slice,
  softmax,
  softplus,
  sqrt,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  where,
} from "../graph/index.ts";

export interface OpCase {
  readonly shapes: readonly Shape[];
  readonly build: (operands: readonly Tensor[]) => Tensor;
  /** Random order and jitter of the operands' values. */
  readonly seed: number;
  /** Operands are shifted and scaled into the op's domain. */
  readonly domain: "all" | "positive";
}

export type DifferentiatedOp = Exclude<OpName, "input" | "state" | "constant">;

type Case = Pick<OpCase, "shapes" | "build">;
type BinaryFunction = (a: Tensor, b: Tensor) => Tensor;
type AxisFunction = (x: Tensor, axis: number) => Tensor;
type Reduction = (x: Tensor, axes: readonly number[], keepDims: boolean) => Tensor;

const length = fc.integer({ min: 1, max: 4 });
const shapeOfRank = (minLength: number, maxLength = 4) => fc.array(length, { minLength, maxLength });

/** A shape that broadcasts to `shape`. */
const narrower = (shape: Shape): fc.Arbitrary<Shape> =>
  fc
    .tuple(fc.integer({ min: 0, max: shape.length }), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
    .map(([drop, squeeze]) => shape.map((own, axis) => (squeeze[axis] ? 1 : own)).slice(drop));

const one = (operands: readonly Tensor[]): Tensor => operands[0]!;

const unary = (f: (x: Tensor) => Tensor): fc.Arbitrary<Case> =>
  shapeOfRank(0).map((shape) => ({ shapes: [shape], build: (operands) => f(one(operands)) }));

const binary = (f: BinaryFunction): fc.Arbitrary<Case> =>
  shapeOfRank(0).chain((shape) =>
    fc.tuple(narrower(shape), narrower(shape), fc.boolean()).map(([a, b, firstIsWhole]) => ({
      shapes: firstIsWhole ? [shape, b] : [a, b],
      build: ([x, y]) => f(x!, y!),
    })),
  );

const alongAxis = (f: AxisFunction): fc.Arbitrary<Case> =>
  shapeOfRank(1).chain((shape) =>
    fc
      .integer({ min: -shape.length, max: shape.length - 1 })
      .map((axis) => ({ shapes: [shape], build: (operands) => f(one(operands), axis) })),
  );

const reduction = (f: Reduction): fc.Arbitrary<Case> =>
  shapeOfRank(1).chain((shape) =>
    fc
      .tuple(
        fc.subarray(
          shape.map((_, axis) => axis),
          { minLength: 1 },
        ),
        fc.boolean(),
      )
      .map(([axes, keepDims]) => ({
        shapes: [shape],
        build: (operands) => f(one(operands), axes, keepDims),
      })),
  );

/** Indices of rows, some of them equal, made of operand values; the steps lie clear of these. */
const rowsFrom = (x: Tensor, rows: number): Tensor =>
  clip(floor(add(mul(x, 2), Math.floor(rows / 2))), 0, rows - 1);

const matrices: fc.Arbitrary<Case> = fc
  .tuple(shapeOfRank(0, 2), length, length, length, fc.boolean(), fc.boolean())
  .chain(([batch, rows, inner, columns, transposeA, transposeB]) =>
    fc.tuple(narrower(batch), narrower(batch)).map(([batchA, batchB]) => ({
      shapes: [
        [...batchA, ...(transposeA ? [inner, rows] : [rows, inner])],
        [...batchB, ...(transposeB ? [columns, inner] : [inner, columns])],
      ],
      build: ([a, b]) => matmul(a!, b!, { transposeA, transposeB }),
    })),
  );

const caseOf: { readonly [K in DifferentiatedOp]: fc.Arbitrary<Case> } = {
  add: binary(add),
  sub: binary(sub),
  mul: binary(mul),
  div: binary(div),
  minimum: binary(minimum),
  maximum: binary(maximum),
  greater: binary(greater),
  neg: unary(neg),
  abs: unary(abs),
  sign: unary(sign),
  exp: unary(exp),
  log: unary(log),
  sqrt: unary(sqrt),
  cos: unary(cos),
  floor: unary((x) => floor(mul(x, 2))),
  relu: unary(relu),
  tanh: unary(tanh),
  sigmoid: unary(sigmoid),
  softplus: unary(softplus),
  stopGradient: unary((x) => mul(stopGradient(x), 2)),
  clip: unary((x) => clip(x, -0.2, 0.3)),
  where: shapeOfRank(0).chain((shape) =>
    fc.tuple(narrower(shape), narrower(shape), narrower(shape)).map((shapes) => ({
      shapes,
      build: ([condition, a, b]) => where(greater(condition!, 0), a!, b!),
    })),
  ),
  matmul: matrices,
  transpose: shapeOfRank(1).chain((shape) => {
    const axes = shape.map((_, axis) => axis);
    return fc.shuffledSubarray(axes, { minLength: axes.length }).map((permutation) => ({
      shapes: [shape],
      build: (operands) => transpose(one(operands), permutation),
    }));
  }),
  reshape: shapeOfRank(0).map((shape) => ({
    shapes: [shape],
    build: (operands) => reshape(one(operands), [1, sizeOf(shape)]),
  })),
  broadcastTo: shapeOfRank(1).chain((shape) =>
    narrower(shape).map((own) => ({ shapes: [own], build: (operands) => broadcastTo(one(operands), shape) })),
  ),
  concat: fc
    .tuple(shapeOfRank(1), fc.nat(3), fc.array(length, { minLength: 1, maxLength: 3 }))
    .map(([shape, position, lengths]) => {
      const axis = position % shape.length;
      const shapes = lengths.map((own) => shape.map((other, index) => (index === axis ? own : other)));
      return { shapes, build: (operands) => concat(operands, axis) };
    }),
  // Two slices that may overlap: their gradients are joined or summed.
  slice: shapeOfRank(1).chain((shape) =>
    fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)).map(([position, first, second, extent]) => ({
      shapes: [shape],
      build: (operands) => {
        const axis = position % shape.length;
        const total = shape[axis]!;
        const size = 1 + (extent % total);
        const part = (start: number) => slice(one(operands), axis, start, start + size);
        return mul(part(first % (total - size + 1)), add(part(second % (total - size + 1)), 1));
      },
    })),
  ),
  gather: fc.tuple(shapeOfRank(1), shapeOfRank(0, 2)).map(([table, indices]) => ({
    shapes: [table, indices],
    build: ([x, y]) => gather(x!, rowsFrom(y!, table[0]!)),
  })),
  scatterAdd: fc.tuple(shapeOfRank(0, 2), shapeOfRank(0, 2), length).map(([row, indices, rows]) => ({
    shapes: [[...indices, ...row], indices],
    build: ([x, y]) => scatterAdd(x!, rowsFrom(y!, rows), rows),
  })),
  dropoutMask: fc
    .tuple(shapeOfRank(0), fc.nat(2 ** 24 - 2), fc.constantFrom(0, 0.1, 0.5, 0.9), fc.nat(100))
    .map(([shape, seed, rate, stream]) => ({
      shapes: [shape, [1]],
      build: ([x, y]) => mul(x!, dropoutMask(add(greater(y!, 0), seed), shape, rate, stream)),
    })),
  sum: reduction(sum),
  mean: reduction(mean),
  max: reduction(max),
  softmax: alongAxis(softmax),
  logSoftmax: alongAxis(logSoftmax),
  oneHotArgmax: shapeOfRank(1).map((shape) => ({
    shapes: [shape],
    build: (operands) => oneHotArgmax(one(operands)),
  })),
};

const positive: ReadonlySet<OpName> = new Set<OpName>(["log", "sqrt", "div"]);

export const differentiatedOps = Object.keys(caseOf) as DifferentiatedOp[];

/** A random application of `op`. */
export function opCase(op: DifferentiatedOp): fc.Arbitrary<OpCase> {
  const domain = positive.has(op) ? "positive" : "all";
  return fc
    .tuple(caseOf[op], fc.nat())
    .map(([{ shapes, build }, seed]) => ({ shapes, build, seed, domain }) satisfies OpCase);
}
