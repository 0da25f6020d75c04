import fc from "fast-check";
import { expect, it } from "vitest";
import { LocalObserver, localObservationEntries } from "../env/index.ts";
import { compileFunction, Graph } from "../graph/index.ts";
import { FunctionRunner } from "../runtime/index.ts";
import { mesh, network, server, taskTable } from "../sim/fixtures.test-helper.ts";
import { normalised } from "./observations.ts";

const on = network({
  servers: [10e9, 8e9, 6.5e9].map((capacityCyclesPerSecond, m) =>
    server({ name: `mec-${m}`, capacityCyclesPerSecond }),
  ),
  links: mesh(3, { bandwidthBitsPerSecond: 1.1e8 }),
});

/** Below the least float32 of full precision no relative error can be asked for. */
const tiniest = 2 ** -126;

const amount = (largest: number) => fc.double({ min: 0, max: largest, noNaN: true });
const seconds = fc.oneof(amount(1000), fc.constant(Number.POSITIVE_INFINITY));

it.each(["local", "peers", "releases"] as const)(
  "measurements normalised in a graph are what networks are shown (sight: %s)",
  (sight) => {
    for (const home of [0, 1, 2]) {
      const entries = localObservationEntries(on, home, sight);
      const graph = new Graph();
      const measurements = graph.input("measurements", [1, entries.length]);
      const runner = FunctionRunner.synchronous(
        compileFunction({ y: normalised(measurements, entries) }),
        {},
      );
      const observer = new LocalObserver(on, home, sight);
      expect(entries).toHaveLength(observer.size);
      fc.assert(
        fc.property(
          fc.array(amount(1), { minLength: 16, maxLength: 16 }),
          amount(1e11),
          amount(1e9),
          seconds,
          seconds,
          fc.array(seconds, { minLength: 2, maxLength: 2 }),
          (fractions, cycles, bits, deadline, since, times) => {
            const state = {
              nowSeconds: 100,
              freeCompute: on.capacity.map((capacity, m) => capacity * fractions[m]!),
              waitingCycles: on.capacity.map((capacity, m) => 20 * capacity * fractions[3 + m]!),
              freeBandwidth: on.bandwidth.map((bandwidth, k) => bandwidth * fractions[6 + k]!),
              waitingBits: on.bandwidth.map((bandwidth, k) => 20 * bandwidth * fractions[10 + k]!),
              loadReports: {
                freeCompute: (m: number) => on.capacity[m]! * fractions[12 + m]!,
                waitingCycles: (m: number) => 20 * on.capacity[m]! * fractions[13 + m]!,
                inboundCycles: (m: number) => on.capacity[m]! * fractions[m]!,
                writeReleaseTimes: (m: number, _: number, now: number, out: Float64Array) =>
                  out.set(times.map((time) => now + m + time)),
              } as unknown as Parameters<LocalObserver["look"]>[0]["loadReports"],
              releaseTimes: {
                look() {},
                inboundCycles: (m: number) => on.capacity[m]! * fractions[3 + m]!,
                write: (resource: number, out: Float64Array) =>
                  out.set(times.map((time) => 99 + resource + time)),
              } as unknown as Parameters<LocalObserver["look"]>[0]["releaseTimes"],
            };
            observer.look(state, taskTable([{ home, cycles, bits, deadline }]), 0, since);
            const [shown, measured] = [new Float32Array(observer.size), new Float32Array(observer.size)];
            observer.writeObservation(shown);
            observer.writeMeasurements(measured);
            const { y } = runner.runSync({ measurements: measured });
            for (const [k, value] of shown.entries()) {
              expect(Math.abs(y![k]! - value), entries[k]!.name).toBeLessThanOrEqual(2e-7 * value + tiniest);
            }
            for (const [k, { low, high }] of entries.entries()) {
              expect(measured[k]).toBeGreaterThanOrEqual(low);
              expect(measured[k]).toBeLessThanOrEqual((high ?? Number.POSITIVE_INFINITY) * (1 + 1e-7));
            }
          },
        ),
      );
    }
  },
);
