/** What `edgeflock policy inspect` prints for people. */
import { countOf, readable, textTable } from "../text-table.ts";
import type { InspectedFolder, InspectedModel, InspectedValue, RunTimes } from "./inspect.ts";

type Fact = readonly [string, string];

export function describeModel(model: InspectedModel & { readonly run: RunTimes | null }): string {
  const { file, policy } = model;
  const title =
    policy === null
      ? `${file}: an ONNX model, not an Edgeflock policy`
      : `${file}: the policy of ${policy.server}, agent ${policy.agent + 1} of ${policy.agents}, by ${policy.algorithm}`;
  const facts = [...trainingFacts(model.training, model.run), ...sizeFacts(model)];
  return `${title}\n\n${factTable(facts)}${valuesOf(model)}`;
}

export function describeFolder({ folder, algorithm, agents, training, run }: InspectedFolder): string {
  const first = agents[0]!;
  const table = textTable(
    ["agent", "file", "parameters", "bytes", "nodes", "multiply-accumulates", "sees", "chooses from"],
    agents.map((agent) => [
      agent.policy?.server ?? "?",
      agent.file.slice(folder.length + 1),
      ...[agent.parameters, agent.bytes, agent.nodes, agent.multiplyAccumulates].map(countOf),
      `${agent.inputs[0]?.shape?.at(-1) ?? "?"} numbers`,
      `${agent.outputs.find(({ name }) => name === "set")?.shape?.at(-1) ?? "?"} sets`,
    ]),
    ["left", "left"],
  );
  const others =
    agents.length > 1
      ? `\nThe other agents' files are alike: edgeflock policy inspect ${agents[1]!.file}\n`
      : "";
  return (
    `${folder}: a policy of ${agents.length} agents, by ${algorithm}\n\n` +
    `${factTable([...trainingFacts(training, run), normalisation])}\n${table}\n` +
    `${first.policy?.server ?? first.file}:\n${valuesOf(first)}${others}`
  );
}

const normalisation: Fact = [
  "normalisation",
  "inside the model: it is fed with measurements as they are, in the units below",
];

function trainingFacts(training: InspectedModel["training"], run: RunTimes | null): Fact[] {
  if (training === null) return [];
  const { scenario, workload, seed, episode, episodes, objective, versions } = training;
  const source =
    workload.files === 0
      ? `${workload.kind}, made from settings ${short(workload.sha256)}`
      : `${workload.kind}, ${workload.files} files of ${countOf(workload.bytes)} bytes, fingerprint ${short(workload.sha256)}`;
  return [
    ["trained on", `scenario ${scenario.name} (${short(scenario.sha256)}), training window`],
    ["workload", source],
    ["seed", String(seed)],
    ["taken after", `episode ${episode} of ${episodes}`],
    ["objective", `${readable(objective.validation)}, the mean cost of a task on the validation window`],
    [
      "chosen by",
      `${readable(objective.selection)}, the mean of the objectives on the training and the validation window`,
    ],
    [
      "made with",
      `edgeflock ${versions.edgeflock}, ${versions.gitRevision === null ? "no git checkout" : `git ${versions.gitRevision}`}, ` +
        `engine ${versions.engine}, Node ${versions.node}`,
    ],
    ...(run === null
      ? []
      : [["run", `${run.startedAt} to ${run.finishedAt ?? "now: it is not finished"}`] as const]),
  ];
}

function sizeFacts({ policy, onnx, ...model }: InspectedModel): Fact[] {
  const ops = Object.entries(model.nodesByOp).map(([op, count]) => `${count} ${op}`);
  const opsets = onnx.opsets.map(({ domain, version }) => `${domain === "" ? "" : `${domain} `}${version}`);
  const what = policy === null ? "numbers in floating-point constants" : "parameters";
  const work =
    model.multiplyAccumulates === null
      ? "unknown"
      : `${countOf(model.multiplyAccumulates)} ${policy === null ? "an evaluation" : "a decision"}`;
  return [
    ...(policy === null ? [] : [normalisation]),
    ["size", `${countOf(model.parameters)} ${what}, ${countOf(model.bytes)} bytes`],
    ["multiply-accumulates", work],
    ["nodes", `${model.nodes}: ${ops.join(", ")}`],
    [
      "format",
      `ONNX IR ${onnx.irVersion}, opset ${opsets.join(", ")}${onnx.producer === "" ? "" : `, written by ${onnx.producer}`}`,
    ],
    ["SHA-256", model.sha256],
    ...(policy === null ? [] : [["of the parameters", policy.parametersSha256] as const]),
  ];
}

function valuesOf({ inputs, outputs }: InspectedModel): string {
  return [
    ...inputs.map((value) => describeValue("input", value)),
    ...outputs.map((value) => describeValue("output", value)),
  ].join("");
}

function describeValue(
  side: "input" | "output",
  { name, type, shape, meaning, entries }: InspectedValue,
): string {
  const lengths = shape === null ? "of any shape" : `[${shape.map((length) => length ?? "?").join(" × ")}]`;
  const title = `\n${side} ${name} ${lengths} ${type}${meaning === null ? "" : `: ${meaning}`}\n`;
  if (entries.length === 0) return title;
  const isInput = side === "input";
  const rows = entries.map((entry, k) => [
    `  ${k}`,
    entry.name,
    ...(isInput ? [entry.unit, rangeOf(entry), normalisationOf(entry)] : [rangeOf(entry)]),
    entry.meaning,
  ]);
  const header = ["  #", "name", ...(isInput ? ["unit", "range", "becomes"] : ["range"]), "meaning"];
  return (
    title +
    textTable(
      header,
      rows,
      header.map(() => "left"),
    )
  );
}

type Entry = InspectedValue["entries"][number];

function rangeOf({ low, high }: Entry): string {
  if (low === null && high === null) return "any";
  return `${low === null ? "-∞" : plain(low)} … ${high === null ? "∞" : plain(high)}`;
}

function normalisationOf({ normalisation: how }: Entry): string {
  switch (how?.kind) {
    case undefined:
      return "";
    case "divide":
      return `x / ${plain(how.divisor)}`;
    case "deadline":
      return "1 / (1 + x)";
    case "cut":
      return `min(x, ${plain(how.longest)})`;
  }
}

/** Without digits that say nothing: `0`, `0.05`, `1e10`. */
function plain(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return rounded >= 1e4 ? rounded.toExponential().replace("e+", "e") : String(rounded);
}

function short(checksum: string): string {
  return checksum.slice(0, 12);
}

function factTable(facts: readonly Fact[]): string {
  return textTable(facts[0] ?? ["", ""], facts.slice(1), ["left", "left"]);
}
