/** Checks environments one after the other, and says what was found. */
import { EdgeflockError } from "../../core/errors.ts";
import { type CheckReport, checkEnvironment, type Finding } from "../../env/index.ts";
import type { Progress } from "../progress.ts";
import { countOf } from "../text-table.ts";
import { messageOf, type NamedEnvironment } from "./environments-of.ts";

interface EnvironmentCheck extends CheckReport {
  readonly name: string;
}

export function checkAll(
  environments: readonly NamedEnvironment[],
  stepLimit: number,
  progress: Progress,
): EnvironmentCheck[] {
  return environments.map(({ name, create }, done) => {
    progress.update(done / environments.length, name);
    try {
      return { name, ...checkEnvironment(create, { stepLimit }) };
    } catch (error) {
      if (error instanceof EdgeflockError) throw error;
      // Properties that throw when they are read: nothing that a rule could tell.
      throw new EdgeflockError("value", `${name}: the environment threw: ${messageOf(error)}`, "Mend it.");
    }
  });
}

export function describeChecks(checks: readonly EnvironmentCheck[]): string {
  return checks
    .map(({ name, findings, episodes, steps }) => {
      const played = `${episodes} episodes, ${countOf(steps)} turns`;
      if (findings.length === 0) return `${name}: nothing is wrong with it (${played})\n`;
      return `${name} (${played}):\n${findings.map(describe).join("")}`;
    })
    .join("");
}

function describe({ rule, message, fix, seed, step, agent, times }: Finding): string {
  const where = [
    ...(seed === null ? [] : [`episode of seed ${seed}`]),
    ...(step === null ? [] : [`turn ${step}`]),
    ...(agent === null ? [] : [`agent ${agent}`]),
  ];
  const often = times > 1 ? `, the first of ${countOf(times)}` : "";
  const place = where.length === 0 ? "" : ` (${where.join(", ")}${often})`;
  return `  ${rule}${place}: ${message}\n    fix: ${fix}\n`;
}
