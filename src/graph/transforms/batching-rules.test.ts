/** What the batching rules make of nodes. That they compute the right values is in batching.ops.test.ts. */
import { describe, expect, it } from "vitest";
import { Interpreter } from "../../runtime/index.ts";
import {
  type AnyNode,
  add,
  compileFunction,
  concat,
  dropoutMask,
  Graph,
  gather,
  matmul,
  mul,
  neg,
  reshape,
  type Shape,
  scatterAdd,
  slice,
  softmax,
  sum,
  type Tensor,
  transpose,
} from "../index.ts";
import { applyToValues, type Value } from "./batching-rules.ts";
import { partOf, randomFeeds } from "./learners.test-helper.ts";

const COUNT = 3;

/** A node of one example, written over inputs of these shapes. */
function nodeOf(shapes: readonly Shape[], build: (...inputs: Tensor[]) => Tensor): AnyNode {
  const graph = new Graph();
  return graph.node(build(...shapes.map((shape, i) => graph.input(`x${i}`, shape))));
}

/** The node for `COUNT` examples; those of its operands that are shared have no axis for them. */
function batched(node: AnyNode, isShared: readonly boolean[] = []) {
  const graph = new Graph();
  const operands = node.inputs.map(({ shape }, i): Value => {
    const isBatched = isShared[i] !== true;
    return { tensor: graph.input(`x${i}`, isBatched ? [COUNT, ...shape] : shape), isBatched };
  });
  const value = applyToValues(node, operands, COUNT);
  const program = compileFunction({ y: value.tensor });
  const ops = program.nodes.map(({ op }) => op).filter((op) => op !== "input" && op !== "constant");
  return { ...value, program, ops };
}

describe("one node for many examples", () => {
  it("is the same op where shapes allow it: no axis is moved, nothing is repeated", () => {
    const cases: readonly (readonly [AnyNode, readonly boolean[], readonly string[]])[] = [
      [nodeOf([[4]], (x) => neg(x!)), [], ["neg"]],
      [
        nodeOf(
          [
            [4, 2],
            [4, 2],
          ],
          (x, y) => add(x!, y!),
        ),
        [],
        ["add"],
      ],
      [
        nodeOf(
          [
            [4, 2],
            [4, 2],
          ],
          (x, y) => add(x!, y!),
        ),
        [false, true],
        ["add"],
      ],
      // An example's vector meets each row of its own matrix.
      [nodeOf([[4, 2], [2]], (x, y) => add(x!, y!)), [], ["reshape", "add"]],
      [nodeOf([[4, 2], [2]], (x, y) => add(x!, y!)), [false, true], ["add"]],
      [nodeOf([[4, 2], [2]], (x, y) => add(x!, y!)), [true, false], ["reshape", "add"]],
      [
        nodeOf(
          [
            [4, 2],
            [2, 3],
          ],
          (x, y) => matmul(x!, y!),
        ),
        [],
        ["matmul"],
      ],
      [
        nodeOf(
          [
            [4, 2],
            [2, 3],
          ],
          (x, y) => matmul(x!, y!),
        ),
        [false, true],
        ["matmul"],
      ],
      [
        nodeOf(
          [
            [4, 2],
            [2, 3],
          ],
          (x, y) => matmul(x!, y!),
        ),
        [true, false],
        ["matmul"],
      ],
      [nodeOf([[4, 2]], (x) => sum(x!, [0])), [], ["sum"]],
      [nodeOf([[4, 2]], (x) => softmax(x!, 0)), [], ["softmax"]],
      [nodeOf([[4, 2]], (x) => slice(x!, 1, 0, 1)), [], ["slice"]],
      [nodeOf([[4, 2]], (x) => transpose(x!)), [], ["transpose"]],
      [nodeOf([[4, 2]], (x) => reshape(x!, [8])), [], ["reshape"]],
      [nodeOf([[4], [2]], (x, y) => concat([x!, y!], 0)), [false, true], ["broadcastTo", "concat"]],
      [nodeOf([[4, 2], [3]], (x, y) => gather(x!, y!)), [true, false], ["gather"]],
      [nodeOf([[4, 2], [3]], (x, y) => gather(x!, y!)), [], ["reshape", "add", "gather"]],
      [nodeOf([[3, 2], [3]], (x, y) => scatterAdd(x!, y!, 4)), [], ["add", "scatterAdd", "reshape"]],
    ];
    for (const [node, isShared, ops] of cases) {
      const { tensor, isBatched, ...found } = batched(node, isShared);
      const what = `${node.op} of ${JSON.stringify(node.inputs.map(({ shape }) => shape))}, ${isShared}`;
      expect(isBatched, what).toBe(true);
      expect(tensor.shape, what).toEqual([COUNT, ...node.shape]);
      expect(found.ops, what).toEqual(ops);
    }
  });

  it("is computed once where all examples share the operands", () => {
    const node = nodeOf(
      [
        [4, 2],
        [2, 3],
      ],
      (x, y) => matmul(x!, y!),
    );
    const { tensor, isBatched, ops } = batched(node, [true, true]);
    expect([isBatched, tensor.shape, ops]).toEqual([false, [4, 3], ["matmul"]]);
  });

  it("simplifies what moves data, as when it is written for the first time", () => {
    const graph = new Graph();
    const x = graph.input("x", [4, 2]);
    const shared = (tensor: Tensor): Value => ({ tensor, isBatched: false });
    const halves = nodeOf(
      [
        [4, 2],
        [4, 2],
      ],
      (a, b) => concat([a!, b!], 0),
    );
    const joined = applyToValues(halves, [shared(x), shared(neg(x))], 1);
    const first = applyToValues(
      nodeOf([[8, 2]], (a) => slice(a!, 0, 0, 4)),
      [joined],
      1,
    );
    expect(first.tensor).toBe(x);
    const flat = applyToValues(
      nodeOf([[4, 2]], (a) => reshape(a!, [8])),
      [shared(x)],
      1,
    );
    const back = applyToValues(
      nodeOf([[8]], (a) => reshape(a!, [4, 2])),
      [flat],
      1,
    );
    expect(back.tensor).toBe(x);
  });

  it("takes each example's dropout mask from its own seed, as it would alone", () => {
    const node = nodeOf([[1]], (seed) => dropoutMask(seed!, [4, 5], 0.5, 2));
    const { program, ops } = batched(node);
    expect(ops.filter((op) => op === "dropoutMask")).toHaveLength(COUNT);
    const seeds = Float32Array.of(7, 8, 7);
    const masks = new Interpreter(program, "float32").run({ x0: seeds })["y"]!;
    for (let example = 0; example < COUNT; example++) {
      const alone = new Interpreter(compileFunction({ y: node }), "float32");
      const expected = alone.run({ x0: seeds.subarray(example, example + 1) })["y"]!;
      expect(partOf(masks, example, COUNT)).toEqual(expected);
    }
    expect(partOf(masks, 0, COUNT)).not.toEqual(partOf(masks, 1, COUNT));
  });

  it("indexes each example's own table", () => {
    const node = nodeOf([[4, 2], [3]], (table, indices) => gather(table!, indices!));
    const { program } = batched(node);
    const table = randomFeeds([{ name: "x0", shape: [COUNT, 4, 2] }], 1)["x0"]!;
    const indices = Float32Array.of(0, 3, 3, 1, 1, 2, 3, 0, 2);
    const found = new Interpreter(program, "float32").run({ x0: table, x1: indices })["y"]!;
    const expected = [...indices].flatMap((index, k) => {
      const row = Math.floor(k / 3) * 4 + index;
      return [...table.subarray(2 * row, 2 * row + 2)];
    });
    expect([...found]).toEqual(expected);
  });
});

describe("indices that float32 cannot count", () => {
  const ROWS = 2 ** 23 + 1;
  // The last row of the second table is row 2²⁴ + 1 of both, which float32 rounds.
  const last = Float32Array.of(ROWS - 1, ROWS - 1);
  const batchOfTwo = (node: AnyNode, shapes: readonly Shape[]) => {
    const graph = new Graph();
    const operands = shapes.map((shape, i) => ({ tensor: graph.input(`x${i}`, shape), isBatched: true }));
    return new Interpreter(compileFunction({ y: applyToValues(node, operands, 2).tensor }), "float32");
  };

  it("are those of one table after the other: gather", () => {
    const node = nodeOf([[ROWS], [1]], (table, indices) => gather(table!, indices!));
    const table = new Float32Array(2 * ROWS);
    table[ROWS - 1] = 3;
    table[2 * ROWS - 1] = 4;
    const found = batchOfTwo(node, [
      [2, ROWS],
      [2, 1],
    ]).run({ x0: table, x1: last });
    expect(found["y"]).toEqual(Float32Array.of(3, 4));
  });

  it("are those of one table after the other: scatterAdd", () => {
    const node = nodeOf([[1], [1]], (values, indices) => scatterAdd(values!, indices!, ROWS));
    const found = batchOfTwo(node, [
      [2, 1],
      [2, 1],
    ]).run({ x0: Float32Array.of(3, 4), x1: last });
    expect(found["y"]![ROWS - 1]).toBe(3);
    expect(found["y"]![2 * ROWS - 1]).toBe(4);
  });
});

describe("errors", () => {
  it("name the op and its shapes where values of other shapes are put in", () => {
    const graph = new Graph();
    const value = (shape: Shape): Value => ({ tensor: graph.input(`${shape}`, shape), isBatched: true });
    const product = nodeOf(
      [
        [4, 2],
        [2, 3],
      ],
      (x, y) => matmul(x!, y!),
    );
    expect(() => applyToValues(product, [value([COUNT, 4, 2]), value([COUNT, 5, 3])], COUNT)).toThrow(
      "matmul of [3, 4, 2] and [3, 5, 3]: 2 columns meet 5 rows",
    );
    const total = nodeOf([[4], [4]], (x, y) => mul(x!, y!));
    expect(() => applyToValues(total, [value([COUNT, 4]), value([2, 4])], COUNT)).toThrow(
      "mul of [3, 4] and [2, 4]: the shapes do not broadcast",
    );
    const part = nodeOf([[4, 2]], (x) => reshape(x!, [8]));
    expect(() => applyToValues(part, [value([COUNT, 4, 3])], COUNT)).toThrow(
      "reshape of [3, 4, 3]: its 36 elements do not fill [3, 8]",
    );
  });

  it("tell defects, as leaves have values of their own", () => {
    const leaf = nodeOf([[4]], (x) => x!);
    expect(() => applyToValues(leaf, [], COUNT)).toThrow("a node without operands");
  });
});
