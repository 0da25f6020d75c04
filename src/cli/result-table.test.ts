import { expect, test } from "vitest";
import { resultTable } from "./result-table.ts";

test("prints means with their intervals, and a dash where there is none", () => {
  const sure = { mean: 1, low: 0.5, high: 2 };
  const alone = { mean: 1.25, low: null, high: null };
  const table = resultTable([
    { policy: "cto", seeds: 1, objective: alone, meanLatencySeconds: alone, meanEnergyJoules: alone },
    { policy: "local", seeds: 1, objective: sure, meanLatencySeconds: sure, meanEnergyJoules: sure },
  ]);
  const [, cto, local] = table.split("\n").map((line) => line.split(/ {2,}/));
  expect(cto).toEqual(["cto", "1.250 [–]", "1.250 [–]", "1.250 [–]", "1"]);
  expect(local!.slice(0, 2)).toEqual(["local", "1.000 [0.5000, 2.000]"]);
});
