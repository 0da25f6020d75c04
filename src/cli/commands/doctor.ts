/** `edgeflock doctor`: what this machine offers, and whether everything Edgeflock builds on works here. */
import { availableParallelism, freemem, totalmem } from "node:os";
import type { Command } from "commander";
import { EdgeflockError } from "../../core/errors.ts";
import { addExamples, type CommandContext, type CommonOptions, printResult } from "../command.ts";
import { readPackageVersion } from "../package-version.ts";
import { textTable } from "../text-table.ts";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or why it does not work. */
  readonly detail: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Says which engine is in use and why, what the machine offers, and whether everything Edgeflock builds on\n" +
        "works here. Each part is tried, not only looked for. Exit code 5 when one does not work.",
    )
    .action(async (options: CommonOptions) => {
      const { describeEngine } = await import("../../runtime/index.ts");
      const engine = await describeEngine().catch(() => null);
      const checks = [
        await check("engine", tryEngine),
        await check("traces and tables (DuckDB)", tryDuckdb),
        await check("charts and fonts", tryCharts),
      ];
      const machine = {
        edgeflock: readPackageVersion(),
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
        cores: availableParallelism(),
        memoryBytes: totalmem(),
        freeMemoryBytes: freemem(),
      };
      const ok = checks.every((one) => one.ok);
      printResult(context, options, {
        json: { ok, engine, ...machine, checks },
        text: textTable(
          [`edgeflock ${machine.edgeflock}`, ""],
          [
            ["node", `${machine.node} on ${machine.platform}`],
            ["cores", String(machine.cores)],
            ["memory", `${gibibytes(machine.memoryBytes)}, ${gibibytes(machine.freeMemoryBytes)} free`],
            ...checks.map((one) => [one.name, `${one.ok ? "works" : "DOES NOT WORK"}: ${one.detail}`]),
          ],
          ["left", "left"],
        ),
      });
      if (!ok) {
        const broken = checks.filter((one) => !one.ok).map((one) => one.name);
        throw new EdgeflockError(
          "environment",
          `does not work on this machine: ${broken.join("; ")}`,
          "Install again with `npm ci` (or `npm install`) on this very machine, with Node 20 or newer.",
        );
      }
    });
  addExamples(command, [["edgeflock doctor --json", "the same for machines; worth adding to a bug report"]]);
}

async function check(name: string, attempt: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await attempt() };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { name, ok: false, detail: text.split("\n")[0] ?? text };
  }
}

/** Runs a small graph on the engine that training would use. */
async function tryEngine(): Promise<string> {
  const { describeEngine, selectEngine } = await import("../../runtime/index.ts");
  const { Graph, compileFunction, square } = await import("../../graph/index.ts");
  const engine = await selectEngine();
  const graph = new Graph();
  const program = compileFunction({ squared: square(graph.input("x", [2])) });
  const executable = await engine.load(program);
  const results = await executable.run({ x: Float32Array.of(3, -4) });
  await executable.release();
  const squared = results["squared"];
  if (squared?.[0] !== 9 || squared[1] !== 16) throw new Error(`computes 3², 4² as ${squared?.join(", ")}`);
  const { name, version, fallbackReason } = await describeEngine();
  const words: Readonly<Record<string, string>> = {
    node: "onnxruntime-node (native)",
    web: "onnxruntime-web (WebAssembly, slower)",
  };
  const why = fallbackReason === null ? "" : `, because onnxruntime-node did not load: ${fallbackReason}`;
  return `${words[name] ?? name} ${version ?? ""}${why}`;
}

async function tryDuckdb(): Promise<string> {
  const { DuckDBInstance, version } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll("select 6 * 7");
  connection.closeSync();
  instance.closeSync();
  if (Number(answer.getRowsJS()[0]?.[0]) !== 42) throw new Error("gives wrong answers");
  return `DuckDB ${version()}`;
}

/** Draws a word with the bundled font and looks whether anything was drawn. */
async function tryCharts(): Promise<string> {
  const { svgsToPngs } = await import("../../drawing/svg-to-png.ts");
  const box = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20">';
  const [blank, drawn] = await svgsToPngs([`${box}</svg>`, `${box}<text y="15">Edgeflock</text></svg>`]);
  if (blank === undefined || drawn === undefined || drawn.length <= blank.length) {
    throw new Error("text is not drawn");
  }
  await import("vega");
  await import("vega-lite");
  return "SVG and PNG, with the bundled font";
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
