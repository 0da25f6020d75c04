/** The spaces of the agents of a network: the normalised local observation, the target sets, the three shares. */
import type { Network } from "../sim/network.ts";
import { localObservationEntries, type ObservationEntry } from "./local-observation.ts";
import type { Sight } from "./policy.ts";
import type { AgentSpaces, BoxEntry } from "./spaces.ts";
import { TargetSets } from "./target-sets.ts";

export function localSpaces(network: Network, server: number, sight: Sight): AgentSpaces {
  const nameOf = (m: number) => network.spec.servers[m]!.name;
  const sets = new TargetSets(network, server);
  return {
    name: nameOf(server),
    observation: {
      kind: "box",
      entries: localObservationEntries(network, server, sight).map(normalisedEntry),
    },
    choice: {
      kind: "discrete",
      choices: sets.sets.map((_, k) => sets.servers(k).map(nameOf).join(" + ") || "nobody"),
    },
    values: { kind: "box", entries: shareEntries(network.shareMin) },
  };
}

/** The entry as the normalised observation holds it. */
function normalisedEntry({ name, meaning, unit, low, high, normalisation }: ObservationEntry): BoxEntry {
  switch (normalisation.kind) {
    case "divide": {
      const { divisor } = normalisation;
      // An amount over a rate is a time; a rate over its whole is a fraction.
      const normalisedUnit = unit.endsWith("/s") ? "" : "s";
      const most = high === null ? null : high / divisor;
      return { name, meaning, unit: normalisedUnit, low: low / divisor, high: most };
    }
    case "deadline":
      return { name, meaning: `${meaning}; as 1/(1 + x)`, unit: "", low: 0, high: 1 };
    case "cut":
      return { name, meaning: `${meaning}; cut off`, unit, low, high: normalisation.longest };
  }
}

function shareEntries(shareMin: number): BoxEntry[] {
  const share = (name: string, meaning: string, low: number) => ({ name, meaning, unit: "", low, high: 1 });
  return [
    share(
      "offloadRatio",
      "part of the task's work that the helpers do; without meaning when nobody helps",
      0,
    ),
    share("computeShare", "compute that each part asks for, of what a task may take at most", shareMin),
    share("bandwidthShare", "bandwidth that each part asks for, likewise", shareMin),
  ];
}
