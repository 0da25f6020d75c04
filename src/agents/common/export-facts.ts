/** What exported models say of their inputs and outputs. */
import type { ViewLayout } from "../../env/view-layout.ts";
import type { EntryFacts, ValueFacts } from "../../model-file/index.ts";
import type { ShareGrid, ShareGrids } from "./share-grid.ts";

/** @param sets each target set as names of servers; null for one that names a neighbour that is not there */
export function outputFacts(
  sets: readonly (readonly string[] | null)[],
  shareMin: number,
  { compute, bandwidth }: ShareGrids,
  {
    valuesMeaning = "expected reward of each set of helping servers; more is better",
    helperWeights = 0,
  }: { readonly valuesMeaning?: string; readonly helperWeights?: number },
): ValueFacts[] {
  const ofSets = (low: number | null, high: number | null) =>
    sets.map((set, k) => {
      if (set === null) return entry(`set ${k}`, "names a neighbour that is not there", low, high);
      const meaning = set.length === 0 ? "nobody helps" : `help of ${set.join(" and ")}`;
      return entry(set.join(" + ") || "nobody", meaning, low, high);
    });
  const rounded = (largest: ShareGrid) =>
    largest === null ? "" : `; to be rounded, by ratio, to ${largest}, ${largest / 2}, ${largest / 4}, …`;
  return [
    {
      name: "values",
      meaning: valuesMeaning,
      entries: ofSets(null, null),
    },
    {
      name: "set",
      meaning: "the decision: 1 for the set of greatest value, 0 for the others",
      entries: ofSets(0, 1),
    },
    {
      name: "shares",
      meaning: "the decision's other part",
      entries: [
        entry("offloadRatio", "part of the task's work that the helpers do", 0, 1),
        entry(
          "computeShare",
          `compute that each part takes, of what a task may take at most${rounded(compute)}`,
          shareMin,
          1,
        ),
        entry("bandwidthShare", `bandwidth that each part takes, likewise${rounded(bandwidth)}`, shareMin, 1),
        ...Array.from({ length: helperWeights }, (_, k) =>
          entry(`weight ${k + 1}`, `part of what leaves home that helper ${k + 1} of the set gets`, 0, 1),
        ),
      ],
    },
  ];
}

/** The entries of what `AgentView` writes, for any server. */
export function viewEntries(view: ViewLayout): EntryFacts[] {
  const { slots } = view;
  const { sight } = view.options;
  const each = (of: (k: number) => EntryFacts[]) => Array.from({ length: slots }, (_, k) => of(k)).flat();
  const amount = (name: string, meaning: string, unit = "") => ({ ...entry(name, meaning, 0, null), unit });
  const load = (whose: string, k: string) => [
    entry(`free compute${k}`, `share of the compute of ${whose} that is free`, 0, 1),
    amount(`waiting work${k}`, `work that waits at ${whose}, over its capacity`, "s"),
  ];
  const times = (what: string, of: string, k: string) => [
    amount(
      `${what} wait${k}`,
      `time until the largest request that a task may make would be granted ${of}, cut at 60 s`,
      "s",
    ),
    amount(
      `${what} busy${k}`,
      `time until all that is held or waited for now is done with ${of}, cut at 60 s`,
      "s",
    ),
  ];
  const releases = (whose: string, k: string) => [
    ...times("compute", `at ${whose}`, k),
    amount(`inbound work${k}`, `work on its way to ${whose}, over its capacity`, "s"),
  ];
  const peer = (k: number) => {
    const [whose, place] = [`neighbour ${k + 1}, as it last reported`, ` ${k + 1}`];
    if (sight !== "releases") return load(whose, place);
    const link = times("link", `on the link to neighbour ${k + 1}`, place);
    return [...load(whose, place), ...link, ...releases(whose, place)];
  };
  const now = [
    ...load("the server", ""),
    ...each((k) => [
      entry(`free bandwidth ${k + 1}`, `share of the bandwidth to neighbour ${k + 1} that is free`, 0, 1),
      amount(`waiting data ${k + 1}`, `data that waits for neighbour ${k + 1}, over the bandwidth`, "s"),
    ]),
    amount("work", "work of the task, over the server's capacity", "s"),
    amount("input", "input of the task, over the mean bandwidth of the server's links", "s"),
    entry("deadline", "1 over 1 and the time the task may take [s]; 0 without a deadline", 0, 1),
    amount("silence", "time since the server's decision before, cut at 60 s", "s"),
    ...(sight === "releases" ? releases("the server", "") : []),
    ...(sight === "local" ? [] : each(peer)),
    amount("capacity", "capacity of the server, over the network's mean"),
    entry("neighbours", `neighbours of the server, over ${slots}`, 0, 1),
    ...each((k) => [entry(`present ${k + 1}`, `1 where there is a neighbour ${k + 1}, else 0`, 0, 1)]),
    ...each((k) => [amount(`capacity ${k + 1}`, `capacity of neighbour ${k + 1}, over the network's mean`)]),
    ...each((k) => [
      amount(`bandwidth ${k + 1}`, `bandwidth to neighbour ${k + 1}, over the network's mean`),
    ]),
    ...each((k) => [amount(`delay ${k + 1}`, `propagation delay to neighbour ${k + 1}`, "10 ms")]),
  ];
  return Array.from({ length: view.history }, (_, ago) =>
    ago === 0 ? now : now.map((one) => ({ ...one, name: `${one.name}, ${ago} before` })),
  ).flat();
}

function entry(name: string, meaning: string, low: number | null, high: number | null): EntryFacts {
  return { name, meaning, unit: "", low, high };
}
