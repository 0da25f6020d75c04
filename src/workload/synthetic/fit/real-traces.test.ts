/** Fits to the real traces, and the built-in stand-in beside the trace that it stands for. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { withDuckDb } from "../../../core/duckdb.ts";
import { alibaba2017 } from "../../traces/formats/alibaba-2017.ts";
import { azureLlm2023 } from "../../traces/formats/azure-llm-2023.ts";
import { google2011, google2011Resubmits } from "../../traces/formats/google-2011.ts";
import { measureTrace } from "../../traces/measure-trace.ts";
import type { TraceFormat } from "../../traces/trace-format.ts";
import { checkedGoogleOptions } from "../google-options.ts";
import { googleStatistics } from "../google-statistics.ts";
import { compareLikeness, type Likeness } from "./compare-likeness.ts";
import { fitGoogleOptions } from "./fit-google-options.ts";

const folderOf = (name: string) =>
  fileURLToPath(new URL(`../../../../../shared/data/${name}`, import.meta.url));
const google = folderOf("google-2011/task_events");
const absent = (folder: string) => {
  const missing = !existsSync(folder);
  if (missing) console.warn(`skipped: a fit to a real trace needs ${folder}`);
  return missing;
};

const measured = (folder: string, format: TraceFormat) =>
  withDuckDb(async (connection) => (await measureTrace(connection, folder, format, 0.01)).meter);

const farOf = ({ statistics, distributions }: Likeness) =>
  [...statistics, ...distributions].filter(({ far }) => far).map(({ name }) => name);

/** Of a statistic, or of a distribution: how far it is. */
function distanceOf({ statistics, distributions }: Likeness, name: RegExp): number {
  const found = [...statistics, ...distributions].filter((one) => name.test(one.name));
  expect(found, String(name)).toHaveLength(1);
  return found[0]?.distance ?? Number.NaN;
}

describe.skipIf(absent(google))("Google 2011, resubmits kept", () => {
  test("a fit gives back the stand-in's constants where they are the trace's", async () => {
    const meter = await measured(google, google2011Resubmits);
    const fitted = fitGoogleOptions(meter);
    expect(Math.abs(fitted.burstGapSeconds - 1.17)).toBeLessThan(0.03);
    expect(Math.abs(fitted.gapVariation - googleStatistics.gapVariation)).toBeLessThan(0.02);
    expect(Math.abs(fitted.gapCorrelation)).toBeLessThan(0.03);
    expect(fitted.gapDriftFactor).toBe(1);
    expect(Math.abs(fitted.coupling - googleStatistics.coupling)).toBeLessThan(0.05);
    expect(Math.abs(fitted.users.count - googleStatistics.users.count)).toBeLessThan(5);
    expect(fitted.resolutionSeconds).toBe(1e-6);
    const larger = new Map(fitted.burstSizes);
    for (const [size, share] of googleStatistics.burstSizes.slice(1, 9))
      expect(Math.abs((larger.get(size) ?? 0) - share), `bursts above ${size}`).toBeLessThan(0.01);
    // Each request with at least 12 % of the tasks.
    const pairs = [
      [fitted.cpuRequests, googleStatistics.cpuRequests],
      [fitted.memoryRequests, googleStatistics.memoryRequests],
    ] as const;
    for (const [found, stated] of pairs) {
      for (const [value, share] of stated.filter(([, one]) => one >= 0.12)) {
        const near = found.filter(([one]) => Math.abs(one / value - 1) < 2e-3);
        expect(Math.abs((near[0]?.[1] ?? 0) - share), `share of ${value}`).toBeLessThan(0.01);
      }
    }
    for (const [schedulingClass, share] of googleStatistics.classes)
      expect(Math.abs((new Map(fitted.classes).get(schedulingClass) ?? 0) - share)).toBeLessThan(0.001);
    // Its gaps are no log-normal ones, and its first user has more than Zipf's law gives to it.
    expect(farOf(compareLikeness(meter, fitted)).sort()).toEqual([
      "gaps between bursts [s]",
      "share of bursts of the first user",
    ]);
  });

  test("the stand-in: what is near, and what is not", async () => {
    const meter = await measured(google, google2011Resubmits);
    const { fromSeconds, toSeconds } = meter.options;
    const likeness = compareLikeness(
      meter,
      checkedGoogleOptions({
        durationSeconds: toSeconds - fromSeconds,
        seed: 1,
        burstGapSeconds: 1.17,
        driftFactor: 3,
      }),
    );
    for (const [name, most] of [
      [/^mean gap between/, 0.03],
      [/^coefficient of variation/, 0.03],
      [/^correlation of log gap/, 0.03],
      [/^mean burst size/, 0.06],
      [/p90/, 0],
      [/p99/, 0.1],
      [/^share of bursts above one/, 0.02],
      [/^burst sizes/, 0.02],
      [/^work/, 0.04],
      [/^input/, 0.07],
      [/^correlation of work/, 0.08],
      [/^log work of a user/, 0.1],
      [/^swing of the burst rate/, 0.01],
    ] as const) {
      expect(distanceOf(likeness, name), String(name)).toBeLessThanOrEqual(most);
    }
    // docs/workloads.md tells of these: who changes them changes the page.
    expect(farOf(likeness).sort()).toEqual([
      "gaps between bursts [s]",
      "log input of a user, burst to burst",
      "mean gap inside bursts [s]",
      "share of bursts of the first user",
      "swing of bursts above one task, 3600 s",
    ]);
  });
});

test.skipIf(absent(google))(
  "Google 2011 without resubmits: all but the gaps' shape and the largest bursts",
  async () => {
    const meter = await measured(google, google2011);
    expect(meter.tasks).toBe(69_728);
    expect(farOf(compareLikeness(meter, fitGoogleOptions(meter))).sort()).toEqual([
      "burst size, p99",
      "gaps between bursts [s]",
    ]);
  },
);

describe.each([
  ["azure-llm-2023", azureLlm2023],
  ["alibaba-2017", alibaba2017],
] as const)("%s", (name, format) => {
  test.skipIf(absent(folderOf(name)))("nothing of the likeness is far", async () => {
    const meter = await measured(folderOf(name), format);
    expect(farOf(compareLikeness(meter, fitGoogleOptions(meter)))).toEqual([]);
  });
});
