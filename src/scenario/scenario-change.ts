/** A field of a scenario set from outside its file: how experiments vary a scenario, and are told by line what is wrong. */

/** One field, and where it was stated. */
export interface ScenarioChange {
  /** Keys and list positions from the top of the scenario, e.g. ["objective", "latencyWeight"]. */
  readonly path: readonly string[];
  /** Takes the place of what is there, sections too. */
  readonly value: unknown;
  /** The file that states it and the line in it, for messages. */
  readonly file: string;
  readonly line: number;
}

/**
 * Sets the field, and makes the sections around it that are not there yet.
 *
 * @param scenario the content of a scenario file, changed in place
 * @returns what is wrong with the path, or null
 */
export function applyChange(scenario: unknown, { path, value }: ScenarioChange): string | null {
  let at = scenario;
  for (const [depth, key] of path.entries()) {
    const field = path.slice(0, depth).join(".");
    if (typeof at !== "object" || at === null) return `${path.join(".")} is set, and ${field} has no parts`;
    if (
      Array.isArray(at) &&
      !(Number.isInteger(Number(key)) && Number(key) >= 0 && Number(key) < at.length)
    ) {
      return `${path.join(".")} is set, and ${field} has the entries 0 to ${at.length - 1}`;
    }
    const parts = at as Record<string, unknown>;
    if (depth === path.length - 1) parts[key] = structuredClone(value);
    else at = parts[key] ??= {};
  }
  return null;
}

/** The change that states what stands at `path`, or states part of it; undefined when the scenario's file does. */
export function changeAt(
  changes: readonly ScenarioChange[],
  path: readonly PropertyKey[],
): ScenarioChange | undefined {
  const keys = path.map(String);
  const sharesStart = (change: ScenarioChange) =>
    change.path.every((key, depth) => depth >= keys.length || key === keys[depth]);
  // The last one said counts; one that names the field itself before one that names a part of it.
  return (
    changes.findLast((change) => change.path.length <= keys.length && sharesStart(change)) ??
    changes.findLast(sharesStart)
  );
}
