/** `edgeflock graph`: a compiled graph as a picture and as a table. */
import type { Command } from "commander";
import { EdgeflockError } from "../../core/errors.ts";
import type { OpCount } from "../../graph-view/index.ts";
import { addExamples, type CommandContext, type CommonOptions, printResult } from "../command.ts";
import type { FoundGraph } from "../graph/find-graph.ts";
import { sitesOption } from "../open-scenario.ts";
import { textTable } from "../text-table.ts";

interface GraphOptions extends CommonOptions {
  readonly scenario: string;
  readonly sites?: string;
  readonly graph?: string;
  readonly out?: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Shows a graph that ONNX Runtime is given: how many nodes of which op, and with --out a picture. The update of a\n" +
        "learning algorithm is one graph: forward passes, gradients, optimisers, target networks.",
    )
    .argument(
      "<algorithm|file.onnx>",
      "a learning algorithm, e.g. cto-tp, maddpg; or an ONNX file, such as an exported policy",
    )
    .option("--scenario <name|file>", "whose network an algorithm's graphs are for", "quickstart")
    .addOption(sitesOption())
    .option("--graph <name>", "which of the algorithm's graphs (default: its update)")
    .option("--out <file>", "picture (.svg, .png), text for Graphviz (.dot), or every node (.json)")
    .action(async (name: string, options: GraphOptions) => {
      const { pictureFormat, writePicture } = await import("../graph/write-picture.ts");
      if (options.out !== undefined) pictureFormat(options.out);
      const { graphOfAlgorithm, graphOfFile } = await import("../graph/find-graph.ts");
      const isFile = /[./\\]/.test(name);
      if (isFile && options.graph !== undefined) {
        throw new EdgeflockError(
          "usage",
          `--graph ${options.graph}: ${name} is a file, which holds one graph`,
          "Leave out --graph, or name an algorithm instead of the file.",
        );
      }
      const found = isFile ? await graphOfFile(name) : await graphOfAlgorithm(name, options);
      if (options.out !== undefined) await writePicture(found, options.out);
      printResult(context, options, await describe(found, options.out ?? null));
    });
  addExamples(command, [
    ["edgeflock graph cto-tp --out update.svg", "the update of cto-tp, for a browser"],
    ["edgeflock graph cto --scenario thin-backhaul --graph choose-set --out act.png", "how an agent acts"],
    ["edgeflock graph runs/first/policy/agent-0.onnx --out policy.svg", "an exported policy"],
  ]);
}

async function describe(
  { title, description, view, onnx, written, names }: FoundGraph,
  out: string | null,
): Promise<{ readonly json: unknown; readonly text: string }> {
  const { countNodes } = await import("../../graph-view/index.ts");
  const [own, lowered] = [countNodes(view), countNodes(onnx)];
  const computing = (counts: readonly OpCount[]) => counts.filter(({ kind }) => !leaves.has(kind));
  const total = (counts: readonly OpCount[]) => counts.reduce((sum, { count }) => sum + count, 0);
  const byOp = (counts: readonly OpCount[]) => Object.fromEntries(counts.map(({ op, count }) => [op, count]));
  const table =
    written === null
      ? textTable(
          ["ONNX", "nodes"],
          [...rows(computing(lowered)), ["all", String(total(computing(lowered)))]],
        )
      : beside(beforeAndAfter(written, computing(own)), [
          ["ONNX", "nodes"],
          ...rows(computing(lowered)),
          ["all", String(total(computing(lowered)))],
        ]);
  const others = names.length > 1 ? `its graphs: ${names.join(", ")}\n` : "";
  const where = out === null ? "" : `written: ${out}\n`;
  return {
    json: {
      title,
      description,
      graphs: names,
      written: written === null ? null : Object.fromEntries(written),
      nodes:
        written === null
          ? null
          : { all: view.nodes.length, computing: total(computing(own)), byOp: byOp(own) },
      onnx: { all: onnx.nodes.length, computing: total(computing(lowered)), byOp: byOp(lowered) },
      leaves: view.nodes
        .filter(({ kind }) => kind === "input" || kind === "state")
        .map(({ kind, name, shape }) => ({ kind, name, shape })),
      results: view.results.map(({ kind, name, shape }) => ({ kind, name, shape })),
      out,
    },
    text: `${title}: ${description}\n\n${table}\n${others}${where}`,
  };
}

const leaves: ReadonlySet<string> = new Set(["input", "state", "constant"]);

function rows(counts: readonly OpCount[]): string[][] {
  return counts.map(({ op, count }) => [op, String(count)]);
}

/** The ops as they were written, and what is left of them. */
function beforeAndAfter(written: ReadonlyMap<string, number>, nodes: readonly OpCount[]): string[][] {
  const left = new Map(nodes.map(({ op, count }) => [op, count]));
  const ops = [...written].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  const sum = (counts: Iterable<number>) => [...counts].reduce((all, count) => all + count, 0);
  return [
    ["graph", "written", "nodes"],
    ...ops.map(([op, count]) => [op, String(count), String(left.get(op) ?? 0)]),
    ["all", String(sum(written.values())), String(sum(left.values()))],
  ];
}

/** Two tables side by side. */
function beside(left: readonly string[][], right: readonly string[][]): string {
  const [header = [], ...body] = Array.from({ length: Math.max(left.length, right.length) }, (_, k) => {
    return [...(left[k] ?? ["", "", ""]), "", ...(right[k] ?? ["", ""])];
  });
  return textTable(header, body, ["left", "right", "right", "left", "left", "right"]);
}
