/** What every environment has to do: the rules of `checkEnvironment`, one test each. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  type AgentEnvironment,
  type CheckOptions,
  type CheckReport,
  checkEnvironment,
  environmentRules,
} from "../env/index.ts";

/**
 * Runs the suite inside a vitest file.
 * @param create makes a fresh environment; called several times
 */
export function runEnvironmentConformance(
  name: string,
  create: () => AgentEnvironment,
  options: CheckOptions = {},
): void {
  describe(`environment ${name}`, () => {
    let report: CheckReport;
    beforeAll(() => {
      report = checkEnvironment(create, options);
    });

    it.each(Object.keys(environmentRules))("%s", (rule) => {
      expect(report.findings.filter((finding) => finding.rule === rule)).toEqual([]);
    });

    it("was played, to the end of its episodes", () => {
      expect(report.episodes).toBe(8);
      expect(report.steps).toBeGreaterThan(0);
    });
  });
}
