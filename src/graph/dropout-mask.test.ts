/** Dropout masks: the same bits on every engine, and as good as independent draws. */
import { describe, expect, it } from "vitest";
import { FunctionRunner, Interpreter, referenceEngine, selectEngine } from "../runtime/index.ts";
import { compileFunction, dropoutMask, Graph, type Shape } from "./index.ts";

function program(shape: Shape, rate: number, stream = 0) {
  const graph = new Graph();
  return compileFunction({ mask: dropoutMask(graph.input("seed", [1]), shape, rate, stream) });
}

/** Masks of seeds 0, 1, ..., as 1 where an element is dropped. */
function masks(shape: Shape, rate: number, count: number, stream = 0): Uint8Array[] {
  const interpreter = new Interpreter(program(shape, rate, stream), "float32");
  return Array.from({ length: count }, (_, seed) => {
    const { mask } = interpreter.run({ seed: Float32Array.of(seed) });
    return Uint8Array.from(mask!, (value) => (value === 0 ? 1 : 0));
  });
}

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

describe("engines", () => {
  it.each([
    [[64, 4, 32, 32], 0.1],
    [[7, 13], 0.5],
    [[1], 0.9],
    [[], 0.3],
    [[3, 4], 0],
  ])("give the same bits: %j at %d", async (shape, rate) => {
    const wanted = new Interpreter(program(shape, rate, 5), "float64");
    for (const engine of [referenceEngine(), await selectEngine("node"), await selectEngine("web")]) {
      const runner = await FunctionRunner.create(engine, program(shape, rate, 5), {});
      for (const seed of [0, 1, 12345, 2 ** 24 - 1]) {
        const feeds = { seed: Float32Array.of(seed) };
        const { mask } = await runner.run(feeds);
        const expected = wanted.run(feeds)["mask"]!;
        expect(mask!.length, engine.name).toBe(expected.length);
        expect(
          mask!.every((value, i) => value === expected[i]),
          `${engine.name}, seed ${seed}`,
        ).toBe(true);
      }
      await runner.release();
    }
  });

  it("a mask is 0 or 1/(1 - rate)", () => {
    const { mask } = new Interpreter(program([1000], 0.2), "float32").run({ seed: Float32Array.of(3) });
    expect(new Set(mask)).toEqual(new Set([0, 1.25]));
  });
});

describe.each([0.1, 0.5])("with a rate of %d", (rate) => {
  const SEEDS = 64;
  const shape = [64, 32, 32];
  const [, , columns] = shape as [number, number, number];
  const drawn = masks(shape, rate, SEEDS);
  const size = drawn[0]!.length;
  const variance = rate * (1 - rate);

  /** Sums of centred products of elements that are apart by `lag`, of one mask or of two, as standard scores. */
  const score = (a: Uint8Array, b: Uint8Array, lag: number) => {
    let sum = 0;
    for (let i = 0; i + lag < size; i++) sum += (a[i]! - rate) * (b[i + lag]! - rate);
    return sum / (variance * Math.sqrt(size - lag));
  };

  /** Standard scores over seeds: none far out, their mean and spread those of a standard normal. */
  const expectStandard = (scores: readonly number[]) => {
    const mean = total(scores) / scores.length;
    const spread = total(scores.map((value) => value ** 2)) / scores.length;
    expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4.5);
    expect(Math.abs(mean) * Math.sqrt(scores.length)).toBeLessThan(3);
    expect(spread).toBeGreaterThan(1 - 4 * Math.sqrt(2 / scores.length));
    expect(spread).toBeLessThan(1 + 4 * Math.sqrt(2 / scores.length));
  };

  it("that share is dropped, within three standard deviations", () => {
    const scores = drawn.map((mask) => (total(mask) - size * rate) / Math.sqrt(size * variance));
    expect(Math.abs(total(scores) / Math.sqrt(SEEDS))).toBeLessThan(3);
    expectStandard(scores);
  });

  it("rows and columns are dropped by chance alone", () => {
    const rows = drawn.flatMap((mask) =>
      Array.from({ length: size / columns }, (_, row) =>
        total(mask.subarray(row * columns, (row + 1) * columns)),
      ),
    );
    const each = drawn.flatMap((mask) => {
      const sums = new Float64Array(columns);
      for (const [i, value] of mask.entries()) sums[i % columns]! += value;
      return [...sums];
    });
    const spread = (sums: readonly number[], length: number) =>
      total(sums.map((sum) => (sum - length * rate) ** 2)) / (sums.length * length * variance);
    expect(Math.abs(spread(rows, columns) - 1)).toBeLessThan(0.02);
    expect(Math.abs(spread(each, size / columns) - 1)).toBeLessThan(0.1);
  });

  // Neighbours in a row, in a column, in the matrix of the keys (256 by 256), and others.
  it.each([1, 2, 3, 32, 33, 255, 256, 257, 1024, 1025, 4096])("elements %d apart do not correlate", (lag) => {
    expectStandard(drawn.map((mask) => score(mask, mask, lag)));
  });

  it("nor do seeds that follow each other", () => {
    expectStandard(drawn.slice(1).map((mask, index) => score(drawn[index]!, mask, 0)));
  });

  it("nor do streams of one seed", () => {
    const others = masks(shape, rate, SEEDS, 1);
    expectStandard(drawn.map((mask, index) => score(mask, others[index]!, 0)));
  });

  it("the corners of rectangles are as independent as four draws", () => {
    const counts = new Float64Array(16);
    for (const mask of drawn) {
      for (let row = 0; row + 1 < 256; row += 2) {
        for (let column = 0; column + 1 < 256; column += 2) {
          const at = row * 256 + column;
          counts[mask[at]! * 8 + mask[at + 1]! * 4 + mask[at + 256]! * 2 + mask[at + 257]!]!++;
        }
      }
    }
    const chiSquared = counts.reduce((sum, count, pattern) => {
      const dropped = total([pattern & 1, (pattern >> 1) & 1, (pattern >> 2) & 1, pattern >> 3]);
      const expected = total(counts) * rate ** dropped * (1 - rate) ** (4 - dropped);
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    // Of 15 degrees of freedom: one in a thousand is above 37.7.
    expect(chiSquared).toBeLessThan(37.7);
  });
});

describe("what is refused", () => {
  const graph = new Graph();
  it.each([
    [
      "a seed of two elements",
      () => dropoutMask(graph.input("two", [2]), [3], 0.1, 0),
      "dropoutMask of [2]: a seed",
    ],
    [
      "a length that is none",
      () => dropoutMask(graph.input("one", [1]), [3, 2.5], 0.1, 0),
      "dropoutMask of [3, 2.5]: lengths are positive integers",
    ],
    [
      "a stream between two",
      () => dropoutMask(graph.input("one", [1]), [3], 0.1, 0.5),
      "the stream 0.5 is no integer",
    ],
    ["a rate of 1", () => dropoutMask(graph.input("one", [1]), [3], 1, 0), "the rate 1 is not from 0"],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(message);
  });
});
