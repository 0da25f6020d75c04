/** Finds scenarios: the shipped ones by name, users' own by path. Node only. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import { parseScenario, type ScenarioCheck } from "./parse-scenario.ts";
import type { Scenario } from "./schema.ts";

/** The folder of the shipped scenarios. */
export const shippedFolder = fileURLToPath(new URL("../../scenarios/", import.meta.url));

/** Names of the shipped scenarios, sorted. */
export async function shippedScenarios(): Promise<string[]> {
  const files = await readdir(shippedFolder);
  return files.flatMap((file) => (file.endsWith(".yaml") ? [file.slice(0, -5)] : [])).sort();
}

/**
 * @param nameOrPath the name of a shipped scenario, or the path of a YAML file
 * @param check a further check of its content
 * @throws EdgeflockError("usage") when there is no such scenario, ("scenario") when its file cannot be used
 */
export async function loadScenario(nameOrPath: string, check?: ScenarioCheck): Promise<Scenario> {
  const shipped = await shippedScenarios();
  const isShipped = shipped.includes(nameOrPath);
  const path = isShipped ? join(shippedFolder, `${nameOrPath}.yaml`) : nameOrPath;
  let text: string;
  try {
    if ((await stat(path)).isDirectory()) throw new Error("it is a folder");
    text = await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw new EdgeflockError(
        "usage",
        `no scenario or file named "${nameOrPath}"`,
        didYouMean(nameOrPath, shipped, "Shipped scenarios:"),
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new EdgeflockError("scenario", `${path}: cannot be read (${reason})`, "Name a YAML file.", {
      cause: error,
    });
  }
  return parseScenario(text, isShipped ? `${nameOrPath}.yaml` : path, check);
}
