/** What transformations of programs refuse. */
import { EdgeflockError } from "../../core/errors.ts";
import type { Program } from "../program.ts";

/** Refuses names that are none of the program's inputs. */
export function checkNames(program: Program, names: readonly string[]): void {
  const inputs = program.inputs.map(({ name }) => name);
  const unknown = names.find((name) => !inputs.includes(name));
  if (unknown === undefined) return;
  const known = inputs.map((name) => `"${name}"`).join(", ");
  throw new EdgeflockError("graph", `The program has no input "${unknown}" (it has ${known}).`);
}

/** Refuses what is no number of agents or updates. */
export function checkCount(name: string, count: number): void {
  if (Number.isInteger(count) && count > 0) return;
  throw new EdgeflockError("graph", `${name} is ${count}.`, "Choose a positive integer.");
}
