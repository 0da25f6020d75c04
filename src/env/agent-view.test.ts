import { describe, expect, it } from "vitest";
import { network, server } from "../sim/fixtures.test-helper.ts";
import { AgentView } from "./agent-view.ts";
import { localObservationSize } from "./local-observer.ts";
import { ViewLayout } from "./view-layout.ts";

const link = { bandwidthBitsPerSecond: 4, propagationDelaySeconds: 0.5, transmitPowerWatts: 3 };
// Server 0 has one neighbour, server 1 two.
const on = network({
  servers: [
    server({ capacityCyclesPerSecond: 6 }),
    server({ capacityCyclesPerSecond: 12 }),
    server({ capacityCyclesPerSecond: 6 }),
  ],
  links: [
    { from: 0, to: 1, ...link },
    { from: 1, to: 0, ...link },
    { from: 1, to: 2, ...link, bandwidthBitsPerSecond: 10 },
    { from: 2, to: 1, ...link, bandwidthBitsPerSecond: 6 },
  ],
});

/** Writes 1, 2, 3, … */
const counting = {
  writeObservation(out: Float32Array) {
    for (let k = 0; k < out.length; k++) out[k] = k + 1;
  },
};

describe("AgentView", () => {
  it("is the local observation where nothing is padded", () => {
    const layout = new ViewLayout(1, { sight: "peers", slots: null, history: 1 });
    expect(layout.size).toBe(localObservationSize(1, "peers"));
    expect([...new AgentView(layout, on, 0).look(counting)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("leaves room for neighbours that are not there, and tells what the server is like", () => {
    const layout = new ViewLayout(1, { sight: "peers", slots: 2, history: 1 });
    const seen = [...new AgentView(layout, on, 0).look(counting)];
    const local = [1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 9, 10, 0, 0];
    const present = [1, 0];
    // The mean capacity is 8, the mean bandwidth 6.
    const features = [6 / 8, 1 / 2, ...present, 12 / 8, 0, 4 / 6, 0, 50, 0];
    expect(seen).toEqual([...local, ...features].map((value) => Math.fround(value)));
    expect(seen.slice(layout.presenceAt!, layout.presenceAt! + 2)).toEqual(present);
    expect(seen[layout.workAt]).toBe(5);
  });

  it("has the same width for every server, and remembers", () => {
    const layout = new ViewLayout(2, { sight: "local", slots: 2, history: 3 });
    for (const m of [0, 1, 2]) expect(new AgentView(layout, on, m).look(counting)).toHaveLength(layout.size);
    expect(layout.size).toBe(3 * layout.width);
  });
});
