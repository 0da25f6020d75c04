/** The environments that a scenario makes or a module exports. */
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { EdgeflockError } from "../../core/errors.ts";
import type { AgentEnvironment, OffloadingOptions } from "../../env/index.ts";
import type { EnvCheckOptions } from "../commands/env.ts";
import { openScenario } from "../open-scenario.ts";
import type { Progress } from "../progress.ts";

export interface NamedEnvironment {
  readonly name: string;
  create(): AgentEnvironment;
}

export async function environmentsOf(
  nameOrPath: string,
  options: EnvCheckOptions,
  progress: Progress,
): Promise<NamedEnvironment[]> {
  if (/\.[cm]?[jt]s$/.test(nameOrPath)) return [await ofModule(nameOrPath)];
  const { OffloadingEnvironment } = await import("../../env/index.ts");
  const { episodeSetup, networkOf } = await import("../../scenario/index.ts");
  const { scenario, workload } = await openScenario(nameOrPath, options, progress);
  const kinds: [string, OffloadingOptions][] = [
    ["own rewards", {}],
    ["rewards of the team, load reports", { rewardScope: "team", peerLoad: true }],
  ];
  return kinds.map(([kind, how]) => ({
    name: `${scenario.name} (${kind})`,
    create: () =>
      new OffloadingEnvironment(
        networkOf(scenario),
        (seed) => episodeSetup(scenario, workload, options.window, `check-${seed}`),
        how,
      ),
  }));
}

async function ofModule(path: string): Promise<NamedEnvironment> {
  await access(path).catch(() => {
    throw new EdgeflockError(
      "usage",
      `${path}: there is no such file`,
      "Give the path of a JavaScript module.",
    );
  });
  const exported = (await import(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    throw new EdgeflockError("value", `${path} cannot be imported: ${messageOf(error)}`, "Mend the module.");
  })) as { readonly createEnvironment?: unknown; readonly default?: unknown };
  const found = exported.createEnvironment ?? exported.default;
  if (typeof found !== "function" && (typeof found !== "object" || found === null)) {
    const names = Object.keys(exported).join(", ") || "nothing";
    throw new EdgeflockError(
      "value",
      `${path} exports no environment: it exports ${names}`,
      "Export a function `createEnvironment` that makes one, or the environment as the default.",
    );
  }
  const create = () => {
    try {
      return (typeof found === "function" ? found() : found) as AgentEnvironment;
    } catch (error) {
      throw new EdgeflockError("value", `${path}: createEnvironment threw: ${messageOf(error)}`, "Mend it.");
    }
  };
  return { name: path, create };
}

/** The first line of what was thrown. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
