/** bench/soak.mjs, short: workers that train side by side get the bits of one that trains alone; and what fails it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { repository, runCommand } from "./support/process.ts";

interface SoakedWorker {
  readonly name: string;
  readonly updates: number;
  readonly sessions: number;
  readonly checks: number;
  readonly wrong: readonly string[];
  readonly failure: string | null;
}
interface Sample {
  readonly seconds: number;
  readonly bytes: number;
}
type Digests = ReadonlyMap<string, string>;

const {
  slopeOf,
  verdictOf,
}: {
  slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number;
  verdictOf(
    workers: readonly SoakedWorker[],
    samples: readonly Sample[],
  ): { readonly isGood: boolean; readonly lines: readonly string[] };
} = await import(`${repository}/bench/soak-verdict.mjs`);
const { referenceOf }: { referenceOf(job: Readonly<Record<string, unknown>>): Promise<Digests> } =
  await import(`${repository}/bench/soak-training.mjs`);
const {
  fingerprint,
}: { fingerprint(arrays: Readonly<Record<string, Float32Array>>): { digest: string; finite: boolean } } =
  await import(`${repository}/bench/soak-programs.mjs`);

describe("two workers, and one that opens and closes sessions", () => {
  test.each(["threads", "processes"])("as %s, train to the bits of a single thread", async (kind) => {
    const sizes = ["--workers", "2", "--updates", "200", "--round", "100"];
    const flags = kind === "processes" ? ["--processes"] : [];
    const finished = await runCommand("node", ["bench/soak.mjs", ...sizes, ...flags]);
    expect(finished.stdout + finished.stderr).toContain("soak: passed");
    expect(finished.exitCode).toBe(0);
    expect(finished.stdout).toContain("dqn 1: 200 updates, 1 sessions; 40 of 40 checks");
    expect(finished.stdout).toContain("maddpg 2: 200 updates, 1 sessions; 40 of 40 checks");
    expect(finished.stdout).toContain("sessions 3: 200 updates, 40 sessions; 40 of 40 checks");
  });
});

test("rounds of another seed, and steps of one round, have other bits", async () => {
  const job = { kind: "dqn", engine: "auto", round: 20, every: 10, limit: 20 };
  const [one, again, other] = [
    await referenceOf({ ...job, seed: 1 }),
    await referenceOf({ ...job, seed: 1 }),
    await referenceOf({ ...job, seed: 2 }),
  ];
  expect([...one.keys()]).toEqual(["10", "20"]);
  expect(one).toEqual(again);
  expect(new Set([...one.values(), ...other.values()]).size).toBe(4);
});

test("a fingerprint tells one bit, and what is not finite", () => {
  const values = Float32Array.of(1, 2, 3);
  const changed = values.slice();
  new Uint32Array(changed.buffer)[1]! ^= 1;
  expect(fingerprint({ values })).toEqual({ ...fingerprint({ values: values.slice() }), finite: true });
  expect(fingerprint({ values: changed }).digest).not.toBe(fingerprint({ values }).digest);
  expect(fingerprint({ values: Float32Array.of(1, Number.NaN) }).finite).toBe(false);
});

describe("the verdict", () => {
  const good: SoakedWorker = { name: "a", updates: 9, sessions: 1, checks: 3, wrong: [], failure: null };
  const still = Array.from({ length: 60 }, (_, seconds) => ({ seconds, bytes: 1e8 }));

  test("is good when every check agrees and memory stays", () => {
    const { isGood, lines } = verdictOf([good], still);
    expect(isGood).toBe(true);
    expect(lines).toEqual([
      "a: 9 updates, 1 sessions; 3 of 3 checks as in a single-threaded run",
      "rss: 0.0 MiB an hour over 39 s, which makes 0.0 MiB (allowed: 16.1 MiB)",
      "soak: passed",
    ]);
  });

  test.each([
    ["other bits", { wrong: ["other bits than a single-threaded run"] }, "other bits than a single-threaded"],
    ["a crash", { failure: "ended with SIGSEGV" }, "a: ended with SIGSEGV"],
    ["no check", { checks: 0 }, "a: nothing was checked"],
  ])("is bad after %s", (_, change, problem) => {
    const { isGood, lines } = verdictOf([good, { ...good, ...change }], still);
    expect(isGood).toBe(false);
    expect(lines.at(-1)).toContain("FAILED");
    expect(lines.at(-1)).toContain(problem);
  });

  test("is bad when memory grows for good, not when it grows at the start", () => {
    const growing = still.map(({ seconds }) => ({ seconds, bytes: 1e8 + seconds * 2 ** 20 }));
    expect(verdictOf([good], growing)).toMatchObject({ isGood: false });
    const settling = still.map(({ seconds }) => ({ seconds, bytes: 1e8 + Math.min(seconds, 15) * 2 ** 24 }));
    expect(verdictOf([good], settling)).toMatchObject({ isGood: true });
    expect(verdictOf([good], growing.slice(0, 9))).toMatchObject({ isGood: true });
  });
});

test("the slope of points on a line is the line's", () => {
  const range = { min: -100, max: 100, noNaN: true };
  fc.assert(
    fc.property(fc.double(range), fc.double(range), fc.integer({ min: 2, max: 50 }), (base, slope, count) => {
      const points = Array.from({ length: count }, (_, x) => ({ x, y: base + slope * x }));
      expect(slopeOf(points)).toBeCloseTo(slope, 8);
    }),
  );
  expect(slopeOf([])).toBe(0);
});
