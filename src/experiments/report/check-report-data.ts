/** Refuses data that would make a wrong or broken report, before anything is written. */
import { EdgeflockError } from "../../core/errors.ts";
import type { PolicyReport, ReportData } from "./report-data.ts";

function fail(message: string, fix: string): never {
  throw new EdgeflockError("run", message, fix);
}

/** Every number under `value`, with the path that leads to it. */
export function requireFinite(value: unknown, path: string): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    fail(
      `the report's data has ${value} at ${path}`,
      "Evaluate the runs again; metrics must be finite numbers.",
    );
  }
  if (typeof value === "object" && value !== null) {
    for (const [key, child] of Object.entries(value)) requireFinite(child, `${path}.${key}`);
  }
}

function checkTable(policy: PolicyReport, salts: readonly string[], servers: number): void {
  const where = `policy "${policy.name}"`;
  const again = "Evaluate every policy on the same salts, each seed on all of them.";
  if (policy.rows.length === 0) fail(`${where} has no evaluation rows`, again);
  const seeds = new Set(policy.rows.map((row) => row.seed));
  const cells = new Set(policy.rows.map((row) => JSON.stringify([row.seed, row.salt])));
  const complete = [...seeds].every((seed) => salts.every((salt) => cells.has(JSON.stringify([seed, salt]))));
  if (!complete || policy.rows.length !== seeds.size * salts.length) {
    fail(
      `${where} has ${policy.rows.length} rows, not one for each of ${seeds.size} seeds × ${salts.length} salts (${salts.join(", ")})`,
      again,
    );
  }
  for (const row of policy.rows) {
    if (row.utilisation.length !== servers) {
      fail(
        `${where}, salt "${row.salt}": utilisation of ${row.utilisation.length} servers, not ${servers}`,
        again,
      );
    }
    if (row.tasks < 1)
      fail(`${where}, salt "${row.salt}": no tasks in the window`, "Choose a longer window.");
  }
  if (policy.utilisation !== null && policy.utilisation.series.length % servers !== 0) {
    fail(`${where}: a utilisation series that is not bins × ${servers} servers`, again);
  }
}

/** Throws an `EdgeflockError` of kind "run" that names the policy and field. */
export function checkReportData(data: ReportData): void {
  const first = data.policies[0];
  if (first === undefined)
    fail("there is no policy to report on", "Name at least one evaluated run or policy.");
  const names = data.policies.map((policy) => policy.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    fail(`two policies are named "${twice}"`, "Give each policy of a report its own name.");
  }
  requireFinite(data, "data");
  const salts = [...new Set(first.rows.map((row) => row.salt))];
  for (const policy of data.policies) checkTable(policy, salts, data.scenario.servers.length);
}
