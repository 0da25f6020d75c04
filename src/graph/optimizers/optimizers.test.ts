/** Each optimiser against its paper's formulas, written out in plain float64, on the interpreter and on ONNX Runtime. */
import { describe, expect, it } from "vitest";
import { Rng } from "../../core/rng.ts";
import { type Engine, referenceEngine, selectEngine, UpdateRunner } from "../../runtime/index.ts";
import {
  adam,
  adamW,
  compileUpdate,
  cosineRate,
  exponentialRate,
  Graph,
  linearRate,
  mul,
  type Optimizer,
  rmsProp,
  sgd,
  stepRate,
  sum,
  warmUp,
} from "../index.ts";

const STEPS = 50;
const START = [1, -2, 0.5, 3];
const DECAYED = Float32Array.of(1, 1, 0, 0);

/** Gradients of very different size, to be fed; none depends on the parameters. */
const gradients = Array.from({ length: STEPS }, (_, step) => {
  const rng = Rng.stream(step, "gradient");
  return Float32Array.from([1, 10, 1e-2, 1], (scale) => scale * (rng.normal() + 0.3));
});

/** Parameters after every step. */
async function run(engine: Engine, optimizer: Optimizer): Promise<number[][]> {
  const graph = new Graph();
  const parameters = graph.state("p", [START.length]);
  const loss = sum(mul(parameters, graph.input("gradient", [START.length])));
  const program = compileUpdate({ loss, parameters, optimizer });
  const runner = await UpdateRunner.create(engine, program, { p: Float32Array.from(START) });
  const path: number[][] = [];
  for (const gradient of gradients) {
    await runner.run({ gradient });
    path.push([...runner.view("p")]);
  }
  await runner.release();
  return path;
}

type Rule = (p: number[], g: number[], t: number) => number[];

/** The path that `rule`, given all parameters, their gradient and the step from 1, takes. */
function pathOf(rule: Rule): number[][] {
  let p = START;
  return gradients.map((gradient, index) => {
    p = rule(p, [...gradient], index + 1);
    return p;
  });
}

const decayed = (p: number[], g: number[], decay: number) =>
  g.map((value, i) => value + decay * p[i]! * DECAYED[i]!);

/** Algorithm 1 of Sutskever et al. (2013) in the form of torch.optim.SGD. */
function plainSgd(rate: number, momentum: number, nesterov: boolean, decay: number): Rule {
  let b = START.map(() => 0);
  return (p, raw) => {
    const g = decayed(p, raw, decay);
    b = b.map((value, i) => momentum * value + g[i]!);
    return p.map((value, i) => value - rate * (nesterov ? g[i]! + momentum * b[i]! : b[i]!));
  };
}

/** Algorithms 1 of Kingma and Ba (2015) and 2 of Loshchilov and Hutter (2019), with the rate of each step. */
function plainAdam(
  rate: (t: number) => number,
  l2: number,
  decoupled: number,
  beta1 = 0.9,
  beta2 = 0.999,
): Rule {
  let m = START.map(() => 0);
  let v = START.map(() => 0);
  return (p, raw, t) => {
    const g = decayed(p, raw, l2);
    m = m.map((value, i) => beta1 * value + (1 - beta1) * g[i]!);
    v = v.map((value, i) => beta2 * value + (1 - beta2) * g[i]! ** 2);
    return p.map((value, i) => {
      const step = m[i]! / (1 - beta1 ** t) / (Math.sqrt(v[i]! / (1 - beta2 ** t)) + 1e-8);
      return value - rate(t) * (step + decoupled * DECAYED[i]! * value);
    });
  };
}

/** Slide 29 of Tieleman and Hinton (2012), and equations 38 to 41 of Graves (2013), as torch.optim.RMSprop has them. */
function plainRmsProp(rate: number, momentum: number, centred: boolean, alpha = 0.99): Rule {
  let v = START.map(() => 0);
  let mean = START.map(() => 0);
  let b = START.map(() => 0);
  return (p, g) => {
    v = v.map((value, i) => alpha * value + (1 - alpha) * g[i]! ** 2);
    mean = mean.map((value, i) => alpha * value + (1 - alpha) * g[i]!);
    b = b.map((value, i) => {
      const spread = centred ? v[i]! - mean[i]! ** 2 : v[i]!;
      return momentum * value + g[i]! / (Math.sqrt(spread) + 1e-8);
    });
    return p.map((value, i) => value - rate * b[i]!);
  };
}

/** Gradients of a norm over `bound` are brought down to it (Pascanu et al., 2013, algorithm 1). */
function clipped(bound: number, rule: Rule): Rule {
  return (p, g, t) => {
    const norm = Math.hypot(...g);
    return rule(p, norm > bound ? g.map((value) => (value * bound) / norm) : g, t);
  };
}

const always = (rate: number) => () => rate;

const cases: Record<string, readonly [Optimizer, Rule]> = {
  sgd: [sgd({ learningRate: 0.01 }), plainSgd(0.01, 0, false, 0)],
  "sgd, L2": [
    sgd({ learningRate: 0.01, weightDecay: 0.3, decayMask: DECAYED }),
    plainSgd(0.01, 0, false, 0.3),
  ],
  "sgd, momentum": [sgd({ learningRate: 0.01, momentum: 0.8 }), plainSgd(0.01, 0.8, false, 0)],
  "sgd, nesterov, L2, clipped": [
    sgd({
      learningRate: 0.01,
      momentum: 0.8,
      nesterov: true,
      weightDecay: 0.3,
      decayMask: DECAYED,
      maxGradientNorm: 5,
    }),
    clipped(5, plainSgd(0.01, 0.8, true, 0.3)),
  ],
  adam: [adam({ learningRate: 0.01 }), plainAdam(always(0.01), 0, 0)],
  "adam, other betas, L2, clipped": [
    adam({
      learningRate: 0.01,
      beta1: 0.5,
      beta2: 0.9,
      weightDecay: 0.3,
      decayMask: DECAYED,
      maxGradientNorm: 5,
    }),
    clipped(5, plainAdam(always(0.01), 0.3, 0, 0.5, 0.9)),
  ],
  adamW: [
    adamW({ learningRate: 0.01, weightDecay: 0.3, decayMask: DECAYED }),
    plainAdam(always(0.01), 0, 0.3),
  ],
  "adamW by default": [adamW({ learningRate: 0.01, decayMask: DECAYED }), plainAdam(always(0.01), 0, 0.01)],
  "adamW, scheduled": [
    adamW({ learningRate: linearRate(0.02, 0.01, 40), weightDecay: 0.3, decayMask: DECAYED }),
    plainAdam((t) => 0.02 - 0.01 * Math.min((t - 1) / 40, 1), 0, 0.3),
  ],
  rmsProp: [rmsProp({ learningRate: 0.01 }), plainRmsProp(0.01, 0, false)],
  "rmsProp, momentum": [rmsProp({ learningRate: 0.002, momentum: 0.8 }), plainRmsProp(0.002, 0.8, false)],
  "rmsProp, centred": [
    rmsProp({ learningRate: 0.001, alpha: 0.95, centred: true }),
    plainRmsProp(0.001, 0, true, 0.95),
  ],
};

describe(`${STEPS} steps follow the papers`, () => {
  it.each(Object.entries(cases))("%s", async (_, [optimizer, rule]) => {
    const expected = pathOf(rule);
    for (const engine of [referenceEngine("float64"), referenceEngine(), await selectEngine("node")]) {
      const path = await run(engine, optimizer);
      for (const [step, parameters] of path.entries()) {
        for (const [i, value] of parameters.entries()) {
          const error = Math.abs(value - expected[step]![i]!) / Math.max(1, Math.abs(expected[step]![i]!));
          expect(error, `${engine.name}, step ${step}, parameter ${i}`).toBeLessThan(1e-5);
        }
      }
    }
  });
});

describe("learning rates", () => {
  /** The rates of the first updates, as the steps of descent along a gradient of -1. */
  async function rates(learningRate: Parameters<typeof sgd>[0]["learningRate"], count: number) {
    const graph = new Graph();
    const parameters = graph.state("p", [1]);
    const program = compileUpdate({
      loss: mul(parameters, -1),
      parameters,
      optimizer: sgd({ learningRate }),
      outputs: {},
    });
    const runner = await UpdateRunner.create(await selectEngine("node"), program, { p: new Float32Array(1) });
    const found: number[] = [];
    for (let step = 0; step < count; step++) {
      const before = runner.view("p")[0]!;
      await runner.run({});
      found.push(runner.view("p")[0]! - before);
    }
    await runner.release();
    return found;
  }
  const near = (values: number[]) => values.map((value) => expect.closeTo(value, 5));

  it("linear", async () => {
    expect(await rates(linearRate(1, 0.2, 4), 6)).toEqual(near([1, 0.8, 0.6, 0.4, 0.2, 0.2]));
  });
  it("cosine", async () => {
    const at = (angle: number) => 0.2 + 0.4 * (1 + Math.cos(angle));
    expect(await rates(cosineRate(1, 0.2, 4), 6)).toEqual(
      near([1, at(Math.PI / 4), 0.6, at((3 * Math.PI) / 4), 0.2, 0.2]),
    );
  });
  it("exponential", async () => {
    expect(await rates(exponentialRate(1, 0.25, 2), 4)).toEqual(near([1, 0.5, 0.25, 0.125]));
  });
  it("in steps", async () => {
    expect(await rates(stepRate(1, 0.5, 3), 7)).toEqual(near([1, 1, 1, 0.5, 0.5, 0.5, 0.25]));
  });
  it("rising first", async () => {
    expect(await rates(warmUp(4, 1), 5)).toEqual(near([0.25, 0.5, 0.75, 1, 1]));
    expect(await rates(warmUp(2, linearRate(1, 0, 2)), 4)).toEqual(near([0.5, 1, 0.5, 0]));
  });
  it("of one's own", async () => {
    expect(await rates((n) => mul(n, 2), 3)).toEqual(near([0, 2, 4]));
  });

  it("the count of updates is a state: it starts at zero and goes into checkpoints", async () => {
    const graph = new Graph();
    const parameters = graph.state("p", [1]);
    const optimizer = adam({ learningRate: linearRate(1, 0, 10) });
    const program = compileUpdate({ loss: mul(parameters, 1), parameters, optimizer });
    expect(program.states).toContainEqual({ name: "p/updates", shape: [1], startsAtZero: true });
    const runner = await UpdateRunner.create(referenceEngine(), program, { p: new Float32Array(1) });
    for (let step = 0; step < 3; step++) await runner.run({});
    expect(runner.state()["p/updates"]).toEqual(Float32Array.of(3));
  });
});

describe("options out of range are refused", () => {
  it.each([
    ["sgd: learningRate is NaN.", () => sgd({ learningRate: Number.NaN })],
    ["adam: beta1 is -0.1.", () => adam({ learningRate: 1, beta1: -0.1 })],
    ["adamW: weightDecay is -1.", () => adamW({ learningRate: 1, weightDecay: -1 })],
    ["rmsProp: alpha is 1.", () => rmsProp({ learningRate: 1, alpha: 1 })],
    ["sgd: maxGradientNorm is 0.", () => sgd({ learningRate: 1, maxGradientNorm: 0 })],
    ["sgd: nesterov needs a momentum.", () => sgd({ learningRate: 1, nesterov: true })],
    ["linearRate: updates is 0.", () => linearRate(1, 0, 0)],
    ["stepRate: factor is 0.", () => stepRate(1, 0, 5)],
  ])("%s", (message, build) => {
    expect(build).toThrow(message);
  });

  it("a mask of the wrong size", async () => {
    const optimizer = sgd({ learningRate: 1, weightDecay: 1, decayMask: new Float32Array(3) });
    await expect(run(referenceEngine(), optimizer)).rejects.toThrow(
      "The decayMask has 3 elements for parameters of [4].",
    );
  });
});
