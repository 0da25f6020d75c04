/** Critics for large networks: what they may and may not depend on. */
import { describe, expect, it } from "vitest";
import { Rng } from "../../../core/rng.ts";
import { TransitionLayout } from "../../../env/transition-layout.ts";
import { compileFunction, Graph } from "../../../graph/index.ts";
import { Interpreter } from "../../../runtime/index.ts";
import { on } from "../../fixtures.test-helper.ts";
import { criticNetwork } from "./critic.ts";

const slots = 4;
const kinds = ["mean-field", "attention"] as const;

function setUp(critic: (typeof kinds)[number]) {
  const options = { sight: "peers" as const, slots, history: 1, critic, withForecasts: true };
  const layout = new TransitionLayout(on, 0, options);
  const network = criticNetwork({ layout, hidden: [16], attention: { width: 8, heads: 2 } });
  const graph = new Graph();
  const input = {
    observations: graph.input("observations", [1, layout.observation]),
    globalStates: graph.input("globalStates", [1, layout.global]),
    targets: graph.input("targets", [1, slots]),
    shares: graph.input("shares", [1, 3]),
  };
  const program = compileFunction({ value: network.apply(graph.state("critic", [network.size]), input) });
  const parameters = network.init(Rng.stream(1, "critic"));
  const interpreter = new Interpreter(program, "float64");
  const width = layout.global / (slots + 2);
  const rng = Rng.stream(2, "critic");
  const random = (length: number) => Float32Array.from({ length }, () => rng.uniform());
  const feeds = {
    observations: random(layout.observation),
    globalStates: random(layout.global),
    targets: Float32Array.of(1, 0, 1, 0),
    shares: random(3),
  };
  // Three neighbours are there, the fourth is not.
  for (let k = 0; k < slots + 2; k++) feeds.globalStates[k * width] = 1;
  feeds.globalStates.fill(0, slots * width, (slots + 1) * width);
  const criticOf = (changes: Partial<typeof feeds> = {}) =>
    interpreter.run({ ...feeds, ...changes, critic: Float32Array.from(parameters) })["value"]![0]!;
  return { layout, width, feeds, criticOf };
}

describe.each(kinds)("the %s critic", (kind) => {
  const { layout, width, feeds, criticOf } = setUp(kind);
  const token = (values: Float32Array, k: number) => values.subarray(k * width, (k + 1) * width);

  it("gives the same value in whatever order the neighbours come", () => {
    const globalStates = feeds.globalStates.slice();
    token(globalStates, 1).set(token(feeds.globalStates, 2));
    token(globalStates, 2).set(token(feeds.globalStates, 1));
    const targets = Float32Array.of(0, 1, 1, 0);
    expect(criticOf({ globalStates, targets })).toBeCloseTo(criticOf(), 7);
    // And not because it would not look.
    expect(Math.abs(criticOf({ targets }) - criticOf())).toBeGreaterThan(1e-6);
  });

  it("does not look at a neighbour that is not there", () => {
    const globalStates = feeds.globalStates.slice();
    token(globalStates, 4).fill(0.7, 1);
    expect(criticOf({ globalStates })).toBeCloseTo(criticOf(), 7);
  });

  it("looks at the neighbours that are there, at the mean of all, and at what the agent sees of itself", () => {
    for (const k of [0, 1, 2, 3, 5]) {
      const globalStates = feeds.globalStates.slice();
      token(globalStates, k).fill(3, 1);
      expect(Math.abs(criticOf({ globalStates }) - criticOf()), `token ${k}`).toBeGreaterThan(1e-6);
    }
    const observations = feeds.observations.slice();
    observations[layout.view.workAt] = 2;
    expect(Math.abs(criticOf({ observations }) - criticOf())).toBeGreaterThan(1e-6);
  });
});
