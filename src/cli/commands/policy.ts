/** `edgeflock policy`: what an exported policy is. */
import type { Command } from "commander";
import { addExamples, type CommandContext, type CommonOptions, printResult } from "../command.ts";

export function define(command: Command, context: CommandContext): void {
  command.description("Exported policies: ONNX models that run wherever ONNX Runtime does.");
  command
    .command("inspect")
    .description(
      "Prints what a policy reads and answers, number by number, how large it is, and what it was trained on.",
    )
    .argument("<file>", "an .onnx file, a policy's folder or its policy.json, or the folder of a run")
    .action(async (path: string, options: CommonOptions) => {
      const { inspect } = await import("../policy/inspect.ts");
      const { describeFolder, describeModel } = await import("../policy/describe.ts");
      const inspected = await inspect(path);
      const text = "agents" in inspected ? describeFolder(inspected) : describeModel(inspected);
      printResult(context, options, { json: inspected, text });
    })
    .addHelpText(
      "after",
      "\nA policy's .onnx file alone tells all of it. Of any other ONNX model: what can be said.",
    );
  addExamples(command, [
    ["edgeflock policy inspect runs/first", "the policy that a run has exported, all its agents"],
    ["edgeflock policy inspect agent-0.onnx --json", "one agent's model, for a script"],
  ]);
}
