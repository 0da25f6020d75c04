/** `edgeflock diagnose`: what is wrong with trainings, why, and what to try. */
import type { Command } from "commander";
import { makeFolder, writeFileAtomic } from "../../core/atomic-file.ts";
import { EdgeflockError } from "../../core/errors.ts";
import type { FoldersDiagnosis, RunDiagnosis } from "../../experiments/index.ts";
import { addExamples, type CommandContext, type CommonOptions, printResult } from "../command.ts";

interface DiagnoseCommandOptions extends CommonOptions {
  readonly strict?: boolean;
  readonly write?: string;
  readonly finding?: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .description(
      "Reads what trainings wrote about themselves and says what is wrong: each finding with its evidence, its likely\n" +
        "cause and the settings to try; what was checked; and what could not be (docs/diagnosis.md). Nothing is run.",
    )
    .argument("<dir...>", "run folders, or a folder that holds some (the output of `edgeflock run`)")
    .option("--strict", "exit code 3 where there is a warning or worse")
    .option("--write <file>", "write the one run's scenario with the settings to try, to train on")
    .option("--finding <name>", "with --write: only the settings of this finding")
    .action(async (folders: string[], options: DiagnoseCommandOptions) => {
      if (options.finding !== undefined && options.write === undefined) {
        throw new EdgeflockError(
          "usage",
          `--finding ${options.finding} is of no use without --write`,
          "Name the file to write with --write, or leave --finding out.",
        );
      }
      const { diagnoseFolders } = await import("../../experiments/index.ts");
      const { describeDiagnosis, diagnosisJson } = await import("../diagnosis-text.ts");
      const diagnosis = await diagnoseFolders(folders);
      const next =
        options.write === undefined ? null : await write(diagnosis, options.write, options.finding);
      printResult(context, options, {
        json: { ...diagnosisJson(diagnosis), ...(next === null ? {} : { written: options.write, next }) },
        text: `${describeDiagnosis(diagnosis)}${next === null ? "" : `\nwritten: ${options.write}\nnext: ${next}\n`}`,
      });
      if (options.strict === true) refuseFindings(diagnosis);
    });
  addExamples(command, [
    ["edgeflock diagnose runs/first", "one run, complete or still training"],
    ["edgeflock diagnose runs/quickstart --strict", "every run of an experiment, for a script"],
    [
      "edgeflock diagnose runs/first --finding forgetting --write tried.yaml",
      "its scenario with other settings, to train on",
    ],
  ]);
}

/** @returns the command that trains on what was written */
async function write({ runs }: FoldersDiagnosis, file: string, finding: string | undefined): Promise<string> {
  const [run] = runs as [RunDiagnosis];
  if (runs.length > 1) {
    throw new EdgeflockError(
      "usage",
      `--write ${file}: there are ${runs.length} runs`,
      "Name one run folder: each has settings of its own.",
    );
  }
  const chosen = run.findings.filter(({ rule }) => finding === undefined || rule === finding);
  const changes = chosen.flatMap((one) => one.changes);
  if (changes.length === 0) {
    const names = run.findings.filter((one) => one.changes.length > 0).map(({ rule }) => rule);
    throw new EdgeflockError(
      "usage",
      finding === undefined
        ? `${run.folder}: no finding has a setting to try`
        : `${run.folder} has no finding "${finding}" with a setting to try`,
      names.length === 0
        ? "Leave --write out to see what was found."
        : `Findings with settings are: ${names.join(", ")}.`,
    );
  }
  const { triedScenario } = await import("../../experiments/index.ts");
  const { dirname } = await import("node:path");
  await makeFolder(dirname(file));
  await writeFileAtomic(file, triedScenario(run.manifest, changes));
  return run.trainCommand(file);
}

function refuseFindings({ runs, seeds }: FoldersDiagnosis): void {
  const found = [...runs.flatMap((run) => run.findings), ...seeds.flatMap(({ finding }) => finding ?? [])];
  const bad = found.filter(({ severity }) => severity !== "note");
  if (bad.length === 0) return;
  throw new EdgeflockError(
    "run",
    `${bad.length} ${bad.length === 1 ? "finding" : "findings"}: ${[...new Set(bad.map(({ rule }) => rule))].join(", ")}`,
    "Try the settings that are named with each, or leave --strict out.",
  );
}
