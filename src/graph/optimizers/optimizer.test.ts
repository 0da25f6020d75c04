import { describe, expect, it } from "vitest";
import { referenceEngine, UpdateRunner } from "../../runtime/index.ts";
import { adam, compileUpdate, Graph, mul, type Optimizer, sgd, sum } from "../index.ts";

/** Parameters after each update with the given gradients. */
async function trajectory(
  optimizer: Optimizer,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
) {
  const graph = new Graph();
  const parameters = graph.state("p", [start.length]);
  const loss = sum(mul(parameters, graph.input("gradient", [start.length])));
  const program = compileUpdate({ minimise: [{ loss, parameters, optimizer }], outputs: {} });
  const runner = await UpdateRunner.create(referenceEngine("float64"), program, {
    p: Float32Array.from(start),
  });
  const path: number[][] = [];
  for (const gradient of gradients) {
    await runner.run({ gradient: Float32Array.from(gradient) });
    path.push([...runner.view("p")]);
  }
  return path;
}

/** Adam as Kingma and Ba write it (algorithm 1), for one parameter. */
function textbookAdam(start: number, gradients: readonly number[], rate: number): number[] {
  let [m, v, p] = [0, 0, start];
  return gradients.map((gradient, index) => {
    m = 0.9 * m + 0.1 * gradient;
    v = 0.999 * v + 0.001 * gradient * gradient;
    const unbiasedM = m / (1 - 0.9 ** (index + 1));
    const unbiasedV = v / (1 - 0.999 ** (index + 1));
    p -= (rate * unbiasedM) / (Math.sqrt(unbiasedV) + 1e-8);
    return p;
  });
}

describe("adam", () => {
  it("follows the textbook over 200 steps", async () => {
    const gradients = Array.from({ length: 200 }, (_, step) => Math.sin(step) + 0.3);
    const path = await trajectory(
      adam({ learningRate: 0.01 }),
      [1],
      gradients.map((gradient) => [gradient]),
    );
    const expected = textbookAdam(1, gradients.map(Math.fround), 0.01);
    expect(path.map(([p]) => p)).toEqual(expected.map((p) => expect.closeTo(p, 5)));
  });

  it("first steps by the learning rate, against the sign of the gradient", async () => {
    const [first = []] = await trajectory(adam({ learningRate: 0.1 }), [0, 0, 0], [[5, -1e-3, 0]]);
    expect(first).toEqual([expect.closeTo(-0.1, 6), expect.closeTo(0.1, 5), 0]);
  });

  it("refuses a beta of 1, and a learning rate of several elements", async () => {
    expect(() => adam({ learningRate: 1, beta2: 1 })).toThrow("adam: beta2 is 1.");
    const rates = new Graph().input("rates", [2]);
    await expect(trajectory(adam({ learningRate: rates }), [0, 0], [])).rejects.toThrow(
      "has to be one element",
    );
  });
});

describe("sgd", () => {
  it("takes plain steps", async () => {
    expect(
      await trajectory(
        sgd({ learningRate: 0.5 }),
        [1, 2],
        [
          [2, 4],
          [0, -1],
        ],
      ),
    ).toEqual([
      [0, 0],
      [0, 0.5],
    ]);
  });

  it("scales gradients of a greater norm down to the bound, and leaves smaller ones", async () => {
    const optimizer = sgd({ learningRate: 1, maxGradientNorm: 5 });
    const [first, second] = await trajectory(
      optimizer,
      [0, 0],
      [
        [6, 8],
        [3, 0],
      ],
    );
    expect(first).toEqual([expect.closeTo(-3, 5), expect.closeTo(-4, 5)]);
    expect(second).toEqual([expect.closeTo(-6, 5), expect.closeTo(-4, 5)]);
  });
});
