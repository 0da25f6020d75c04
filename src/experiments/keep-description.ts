/** Notes in the output folder what an experiment is: whatever settings led here, `edgeflock run <out>/experiment.json` repeats them. */
import { join, resolve } from "node:path";
import { makeFolder, writeFileAtomic } from "../core/atomic-file.ts";
import { namedFiles, readScenario } from "../scenario/index.ts";
import { type Experiment, scenariosOf } from "./experiment.ts";
import type { OpenExperiment } from "./open-experiment.ts";

export async function keepDescription({ experiment, axes, points }: OpenExperiment): Promise<void> {
  const { origin: _, ...stated } = experiment;
  const { out } = experiment;
  const files = Object.fromEntries(
    Object.entries(namedFiles(experiment)).map(([kind, path]) => [kind, resolve(path)]),
  );
  await makeFolder(join(out, "cells"));
  if (axes.length > 0) {
    const { sites, settings } = experiment;
    const kept = {
      ...stated,
      ...(await keepScenarios(experiment)),
      sites: sites === null ? null : resolve(sites),
      settings: settings === null ? null : resolve(settings),
      ...files,
    };
    await writeFileAtomic(join(out, "experiment.json"), json(kept));
    return;
  }
  await writeFileAtomic(join(out, "scenario.json"), json(points[0]!.scenario));
  // The kept scenario lists its servers, and has the settings in it: it needs neither file any more.
  const kept = { ...stated, scenario: "scenario.json", sites: null, settings: null, ...files };
  await writeFileAtomic(join(out, "experiment.json"), json(kept));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Copies the scenarios' files, which what is varied goes over, and names the copies in their place. */
async function keepScenarios(experiment: Experiment): Promise<Pick<Experiment, "scenario" | "evaluateOn">> {
  const { out, scenario, evaluateOn } = experiment;
  const copies = new Map<string, string>();
  const judgedOn = Object.values(evaluateOn).map((fields) => fields["scenario"]);
  for (const name of [...scenariosOf(experiment), ...judgedOn]) {
    if (typeof name !== "string" || copies.has(name)) continue;
    const { text, name: file } = await readScenario(name);
    const stem = file.replace(/^.*[\\/]/, "").replace(/\.(ya?ml|json)$/, "");
    const taken = [...copies.values()].filter((copy) => copy.startsWith(`scenarios/${stem}.`)).length;
    const copy = `scenarios/${stem}${taken === 0 ? "" : `.${taken + 1}`}.yaml`;
    copies.set(name, copy);
    await makeFolder(join(out, "scenarios"));
    await writeFileAtomic(join(out, copy), text);
  }
  const copyOf = (name: string) => copies.get(name) ?? name;
  return {
    scenario: typeof scenario === "string" ? copyOf(scenario) : scenario.map(copyOf),
    evaluateOn: Object.fromEntries(
      Object.entries(evaluateOn).map(([label, fields]) => {
        const { scenario: other } = fields;
        return [label, typeof other === "string" ? { ...fields, scenario: copyOf(other) } : fields];
      }),
    ),
  };
}
