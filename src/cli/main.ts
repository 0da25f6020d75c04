/**
 * The command line. `main` reads the arguments, loads only the file of the command they name, and turns the
 * outcome into an exit code; see core/errors.ts for the codes.
 */
import { Command } from "commander";
import { EdgeflockError } from "../core/errors.ts";
import {
  addCommonOptions,
  type CommandContext,
  type CommandModule,
  refuseMissingOptions,
} from "./command.ts";
import { describeFailure } from "./failure.ts";
import { type CliIo, processIo } from "./io.ts";
import { readPackageVersion } from "./package-version.ts";

interface CommandEntry {
  readonly summary: string;
  load(): Promise<CommandModule>;
}

const commands: Readonly<Record<string, CommandEntry>> = {
  run: {
    summary: "the main job: forecaster, training, comparison with every baseline, report",
    load: () => import("./commands/run.ts"),
  },
  tune: {
    summary: "search the settings of algorithms, and the baselines' constants, with equal budget",
    load: () => import("./commands/tune.ts"),
  },
  simulate: {
    summary: "run one policy on a scenario and print its latency and energy",
    load: () => import("./commands/simulate.ts"),
  },
  bound: {
    summary: "print what no policy can do better than on a window",
    load: () => import("./commands/bound.ts"),
  },
  train: {
    summary: "train one algorithm with one seed into a run folder",
    load: () => import("./commands/train.ts"),
  },
  resume: {
    summary: "continue a run that was stopped, from its last checkpoint",
    load: () => import("./commands/resume.ts"),
  },
  evaluate: {
    summary: "judge trained runs on a window, over the ten evaluation draws",
    load: () => import("./commands/evaluate.ts"),
  },
  diagnose: {
    summary: "say what is wrong with trainings, why, and what to try",
    load: () => import("./commands/diagnose.ts"),
  },
  report: {
    summary: "write the report (HTML, figures, tables) of finished runs",
    load: () => import("./commands/report.ts"),
  },
  forecast: {
    summary: "train forecasters and score them beside naive ones",
    load: () => import("./commands/forecast.ts"),
  },
  scenario: {
    summary: "list the shipped scenarios, show one, or check a file",
    load: () => import("./commands/scenario.ts"),
  },
  trace: {
    summary: "say what a trace of a real workload holds",
    load: () => import("./commands/trace.ts"),
  },
  env: {
    summary: "check an environment for learners: a scenario's, or one of your own",
    load: () => import("./commands/env.ts"),
  },
  policy: {
    summary: "say what an exported policy reads, answers, and was trained on",
    load: () => import("./commands/policy.ts"),
  },
  graph: {
    summary: "draw a compiled graph, and count its nodes",
    load: () => import("./commands/graph.ts"),
  },
  doctor: {
    summary: "say what this machine offers and which engine is in use",
    load: () => import("./commands/doctor.ts"),
  },
};

/**
 * Runs one command line.
 * @param argv the words after `edgeflock`
 * @returns the exit code; never throws, never ends the process
 */
export async function main(argv: readonly string[], io: CliIo = processIo()): Promise<number> {
  const debug = argv.includes("--debug") || (io.env["EDGEFLOCK_DEBUG"] ?? "0") !== "0";
  const interruption = new AbortController();
  let stopListening = () => {};
  const stopSignal = () => {
    stopListening();
    stopListening = io.onInterrupt(() => {
      stopListening();
      io.err("\nStopping at the next safe point; Ctrl-C again stops at once.\n");
      interruption.abort(new EdgeflockError("interrupted", "stopped by Ctrl-C"));
    });
    return interruption.signal;
  };
  const words = argv[0] === "help" ? [...argv.slice(1), "--help"] : [...argv];
  const name = words.find((word) => !word.startsWith("-")) ?? "";
  try {
    const program = await createProgram(name, { io, stopSignal });
    if (words.length === 0) {
      program.outputHelp({ error: true });
      return 2;
    }
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    const known = Object.hasOwn(commands, name) ? `edgeflock ${name}` : "edgeflock";
    const failure = describeFailure(error, known, debug);
    io.err(failure.text);
    return failure.exitCode;
  } finally {
    stopListening();
  }
}

async function createProgram(name: string, context: CommandContext): Promise<Command> {
  const { io } = context;
  const program = new Command("edgeflock");
  program
    .description(
      "Cooperative task offloading in mobile edge computing: edge servers that share their work.\n" +
        "Simulates a scenario, trains cooperating agents on it, and compares them honestly with baselines.",
    )
    .version(readPackageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help; also of each command")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError() {} })
    .configureHelp({ helpWidth: 100 })
    .hook("preAction", (_program, command) => refuseMissingOptions(command))
    .addHelpText(
      "after",
      "\nTo start: `edgeflock run quickstart --seeds 2` trains and writes a report in minutes, without any download.\n" +
        "Then:     `edgeflock run paper-3mec --trace google-2011` does the same on the Google cluster trace.\n" +
        "Exit codes: 0 done, 1 a defect of Edgeflock, 2 wrong usage, 3 an unusable file (scenario, trace, run),\n" +
        "            4 output cannot be written, 5 the machine lacks something, 130 Ctrl-C.",
    );
  for (const [known, entry] of Object.entries(commands)) {
    const command = program.command(known).summary(entry.summary).allowExcessArguments(false);
    if (known !== name) continue;
    (await entry.load()).define(command, context);
    for (const leaf of command.commands.length > 0 ? command.commands : [command]) addCommonOptions(leaf);
  }
  return program;
}
