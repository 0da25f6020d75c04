/** Finds scenarios: the shipped ones by name, users' own by path. Node only. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import { readSiteList } from "../topology/read-site-list.ts";
import { explicitScenario, needsSites } from "./explicit-scenario.ts";
import { parseScenarioFile, type ScenarioCheck } from "./parse-scenario.ts";
import type { ScenarioChange } from "./scenario-change.ts";
import type { Scenario, ScenarioFile } from "./schema.ts";

/** The folder of the shipped scenarios. */
export const shippedFolder = fileURLToPath(new URL("../../scenarios/", import.meta.url));

/** Names of the shipped scenarios, sorted. */
export async function shippedScenarios(): Promise<string[]> {
  const files = await readdir(shippedFolder);
  return files.flatMap((file) => (file.endsWith(".yaml") ? [file.slice(0, -5)] : [])).sort();
}

export interface ScenarioOptions {
  /** Where the list of sites lies, for scenarios that take their servers from one; not read for others. */
  readonly sites?: string | undefined;
  /** A further check of the file's content. */
  readonly check?: ScenarioCheck;
  /** Fields set in place of the file's. */
  readonly changes?: readonly ScenarioChange[];
}

/**
 * @param nameOrPath the name of a shipped scenario, or the path of a YAML file
 * @throws EdgeflockError("usage") when there is no such scenario or it needs a list of sites and none is named,
 *   ("scenario") when its file cannot be used, ("sites") when the list cannot be read
 */
export async function loadScenario(nameOrPath: string, options: ScenarioOptions = {}): Promise<Scenario> {
  const { sites, check, changes } = options;
  const { text, name } = await readScenario(nameOrPath);
  const file = parseScenarioFile(text, name, check, changes);
  return explicitScenario(
    file,
    sites === undefined || !needsSites(file) ? undefined : await readSiteList(sites),
  );
}

/** What the scenario's file states, before its topology is made into servers and links. Throws as `loadScenario`. */
export async function loadScenarioFile(nameOrPath: string, check?: ScenarioCheck): Promise<ScenarioFile> {
  const { text, name } = await readScenario(nameOrPath);
  return parseScenarioFile(text, name, check);
}

/**
 * The text of a scenario's file as it stands, and what messages call the file.
 * @throws EdgeflockError("usage") when there is no such scenario, ("scenario") when its file cannot be read
 */
export async function readScenario(
  nameOrPath: string,
): Promise<{ readonly text: string; readonly name: string }> {
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
  return { text, name: isShipped ? `${nameOrPath}.yaml` : path };
}
