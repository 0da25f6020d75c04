import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { diagnoseRun } from "./diagnose-run.ts";
import { diagnoseSeeds, seedsRule } from "./diagnose-seeds.ts";
import { record } from "./record.test-helper.ts";
import { rules } from "./rules/index.ts";

test("docs/diagnosis.md has a row for each rule", () => {
  const page = readFileSync(new URL("../../docs/diagnosis.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual([...rules.map(({ name }) => name), seedsRule].sort());
});

test("every rule has a say, and the severest finding comes first", () => {
  const run = record({
    validate: { objective: [1, 1.2, 1.2], "decisions.localShare": [0, 1, 1] },
    train: { epsilon: [0.9, 0.9], updates: [3000, 3000] },
  });
  const { findings, fine, unchecked } = diagnoseRun(run);
  expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
    ["no-learning", "severe"],
    ["all-local", "severe"],
    ["forgetting", "warning"],
    ["exploration-endless", "warning"],
  ]);
  const said = [...findings, ...unchecked].map(({ rule }) => rule);
  expect([...said, ...fine].sort()).toEqual(rules.map(({ name }) => name).sort());
  expect(fine).toContain("too-few-updates");
  expect(unchecked).toContainEqual({ rule: "dead-units", because: "the run's metrics have no deadUnits.…" });
});

test("a run that has said nothing yet has no findings", () => {
  const { findings, fine } = diagnoseRun(record({}, {}, { episodes: 5 }));
  expect([findings, fine]).toEqual([[], []]);
});

const seeded = (...bests: readonly number[]) =>
  bests.map((best, seed) => ({ seed, record: record({ validate: { objective: [3, best] } }) }));

test("seeds a quarter apart disagree, a sixth apart they do not, and one alone says nothing", () => {
  const verdict = diagnoseSeeds(seeded(1, 1.1, 1.25));
  expect(verdict).toMatchObject({
    kind: "found",
    finding: { evidence: expect.stringContaining("1 (seed 0) to 1.25 (seed 2), 25 % apart") },
  });
  expect(diagnoseSeeds(seeded(1, 1.1, 1.16)).kind).toBe("fine");
  expect(diagnoseSeeds(seeded(1)).kind).toBe("unchecked");
});

test("seeds of which one still trains are not compared", () => {
  const [first, second] = seeded(1, 2);
  const unfinished = { ...second!, record: { ...second!.record, episodes: 10 } };
  expect(diagnoseSeeds([first!, unfinished]).kind).toBe("unchecked");
});
