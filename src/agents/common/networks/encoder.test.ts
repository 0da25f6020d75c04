import { describe, expect, it } from "vitest";
import { Rng } from "../../../core/rng.ts";
import { LocalObserver, localObservationEntries } from "../../../env/index.ts";
import { releasePlaces } from "../../../env/local-observer.ts";
import { ViewLayout } from "../../../env/view-layout.ts";
import { compileFunction, Graph } from "../../../graph/index.ts";
import { FunctionRunner } from "../../../runtime/index.ts";
import { mesh, network, server } from "../../../sim/fixtures.test-helper.ts";
import { encodedWidth, encoder } from "./encoder.ts";

const on = network({ servers: ["a", "b", "c"].map((name) => server({ name })), links: mesh(3) });

/** What the encoder makes of an observation, with the parameters that `seed` gives. */
function encoded(view: ViewLayout, observation: Float32Array, recurrentWidth = 4): Float32Array {
  const module = encoder(view, recurrentWidth);
  const graph = new Graph();
  const input = graph.input("observation", [1, view.size]);
  // A state has an entry at least, also where there are no parameters.
  const size = Math.max(1, module.size);
  const y = module.apply(graph.state("parameters", [size]), input);
  expect(y.shape).toEqual([1, encodedWidth(view, recurrentWidth)]);
  const parameters = new Float32Array(size);
  parameters.set(module.init(Rng.stream(1, "parameters")));
  return FunctionRunner.synchronous(compileFunction({ y }), { parameters }).runSync({ observation })["y"]!;
}

const compressed = (x: number) => Math.sign(x) * Math.log(1 + 4 * Math.abs(x));

describe("the encoder", () => {
  it("compresses what is seen, and adds nothing without release times", () => {
    for (const sight of ["local", "peers"] as const) {
      const view = new ViewLayout(2, { sight, slots: null, history: 1 });
      const observation = Float32Array.from({ length: view.size }, (_, k) => k / 3);
      const seen = encoded(view, observation);
      expect(seen).toHaveLength(view.size);
      for (const [k, x] of observation.entries()) expect(seen[k]).toBeCloseTo(compressed(x), 5);
    }
  });

  it.each([1, 3])("compares each neighbour's times with those at home (decisions seen: %d)", (history) => {
    const view = new ViewLayout(2, { sight: "releases", slots: 2, history });
    const rng = Rng.stream(2, "observation");
    const observation = Float32Array.from({ length: view.size }, () => 8 * rng.uniform());
    const { home, peers } = releasePlaces(2);
    const work = observation[view.workAt]!;
    const longer = peers.flatMap((places) =>
      places.map((at, k) => observation[at]! - observation[home[k]!]!),
    );
    const seen = encoded(view, observation).subarray(view.width, view.width + 8);
    for (const [k, seconds] of longer.entries()) {
      expect(seen[k]).toBeCloseTo(compressed(seconds), 4);
      expect(seen[4 + k]).toBeCloseTo(Math.min(4, Math.max(-4, seconds / work)), 4);
    }
  });

  it("finds the times where observations hold them", () => {
    const names = localObservationEntries(on, 1, "releases").map(({ name }) => name);
    expect(names).toHaveLength(new LocalObserver(on, 1, "releases").size);
    const { home, peers } = releasePlaces(2);
    expect(home.map((at) => names[at])).toEqual(["computeWaitSeconds(b)", "computeBusySeconds(b)"]);
    expect(peers.map((places) => places.map((at) => names[at]))).toEqual([
      ["computeWaitSeconds(a)", "computeBusySeconds(a)"],
      ["computeWaitSeconds(c)", "computeBusySeconds(c)"],
    ]);
  });
});
