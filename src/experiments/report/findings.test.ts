import { describe, expect, it } from "vitest";
import { findings } from "./findings.ts";
import { buildContext } from "./report-context.ts";
import { fixtureReportData } from "./report-data.test-helper.ts";
import type { PolicyReport } from "./report-data.ts";

/** A policy whose objective in seed s, salt k is `table[s][k]`. */
function policy(
  name: string,
  kind: PolicyReport["kind"],
  table: readonly (readonly number[])[],
): PolicyReport {
  const [template] = fixtureReportData({ policies: ["local"], salts: ["0"] }).policies as [PolicyReport];
  const row = template.rows[0]!;
  return {
    ...template,
    name,
    kind,
    rows: table.flatMap((objectives, seed) =>
      objectives.map((objective, salt) => ({ ...row, seed, salt: String(salt), objective })),
    ),
  };
}

function said(policies: readonly PolicyReport[]): string {
  return findings(buildContext({ ...fixtureReportData({ policies: ["local"] }), policies })).join("\n");
}

const draws = [0, 0.5, -0.4, 0.2, 0.1, -0.3, 0.6, -0.1];
const around = (centre: number, offsets: readonly number[]) =>
  offsets.map((offset) => draws.map((draw) => centre + draw + offset));

describe("findings", () => {
  it("tells wins, losses and ties apart by the intervals", () => {
    const text = said([
      policy("new", "learned", around(2, [-0.05, 0, 0.05, 0.02, -0.02])),
      policy("local", "baseline", around(3, [0])),
      policy("strong", "baseline", around(1.5, [0])),
      policy("same", "baseline", around(2.001, [0])),
    ]);
    expect(text).toContain("is that of strong: 1.575, −49 % against local.");
    expect(text).toContain("The best learned policy, new, is 31.7 % above it.");
    expect(text).toContain("It beats local, with intervals apart.");
    expect(text).toContain("It loses to strong, with intervals apart.");
    expect(text).toContain("It is not clearly different from same");
  });

  it("does not call a paired difference intervals apart when the policies' own intervals meet", () => {
    // The seeds of both move together, so every pair differs by 0.05, while each by itself varies by more.
    const offsets = [-0.2, -0.1, 0, 0.1, 0.2];
    const text = said([
      policy("new", "learned", around(2, offsets)),
      policy("old", "learned", around(2.05, offsets)),
    ]);
    expect(text).toContain("new has an objective of");
    expect(text).toContain(
      "It is lower than old in the paired comparison, but their intervals over seeds overlap.",
    );
    expect(text).toContain("It is higher than new in the paired comparison");
    expect(text).not.toContain("intervals apart");
  });

  it("does not hide a reference's lead, nor call it the best policy", () => {
    const text = said([
      policy("new", "learned", around(2, [0, 0.01])),
      policy("clairvoyant", "reference", around(1.5, [0])),
    ]);
    expect(text).toContain("is that of new");
    expect(text).toContain("It loses to clairvoyant");
  });
});
