import { expect, it } from "vitest";
import { tinyScenario } from "../testing/tiny-scenario.ts";
import type { RunManifest } from "./run-manifest.ts";
import { trainingRecord } from "./training-record.ts";

const file = (name: string, bytes: number) => ({
  kind: "trace" as const,
  path: `/somewhere/${name}`,
  bytes,
  sha256: `sum of ${name}`,
});
const manifest: RunManifest = {
  format: "edgeflock-run",
  version: 1,
  status: "training",
  episodesDone: 0,
  scenario: tinyScenario(),
  algorithm: { name: "cto", config: { gamma: 0.9 } },
  seed: 3,
  episodes: 20,
  validateEvery: 1,
  forecaster: null,
  trace: [],
  best: null,
  versions: { edgeflock: "0.1.0", gitRevision: null, node: "20.0.0", engine: "node" },
  timings: {
    startedAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-01-01T00:00:00.000Z",
    finishedAt: null,
    forecasterSeconds: 0,
    trainingSeconds: 0,
  },
};
const policy = { episode: 7, objective: 1.5, selection: 1.25 };

it("says what was trained on what, without any time of the clock", () => {
  const record = trainingRecord(manifest, policy);
  expect(record).toMatchObject({
    scenario: { name: "tiny" },
    workload: { kind: "synthetic-google", files: 0, bytes: 0 },
    seed: 3,
    episode: 7,
    objective: { validation: 1.5, selection: 1.25 },
  });
  const later = { ...manifest.timings, startedAt: "2027-01-01T00:00:00.000Z" };
  expect(trainingRecord({ ...manifest, timings: later, status: "interrupted" }, policy)).toEqual(record);
});

it("knows a trace by its content and order, wherever it lies", () => {
  const workload = (trace: RunManifest["trace"]) => trainingRecord({ ...manifest, trace }, policy).workload;
  const [a, b] = [file("a", 10), file("b", 20)];
  const both = workload([a, b]);
  expect(both).toMatchObject({ files: 2, bytes: 30 });
  expect(workload([{ ...a, path: "/elsewhere/a" }, b])).toEqual(both);
  expect(workload([b, a]).sha256).not.toBe(both.sha256);
  expect(workload([a, { ...b, sha256: "other" }]).sha256).not.toBe(both.sha256);
});
