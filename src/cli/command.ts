/** What a file under commands/ exports, and what it is given to work with. */
import { type Command, Option } from "commander";
import type { CliIo } from "./io.ts";
import { createProgress, type Progress } from "./progress.ts";

export interface CommandContext {
  readonly io: CliIo;
  /**
   * From this call on, Ctrl-C aborts the returned signal, and the command stops at its next safe point; a second
   * Ctrl-C ends the process. Without the call Ctrl-C ends the process at once, which loses nothing in commands
   * that only read and write whole files.
   */
  stopSignal(): AbortSignal;
}

export interface CommandModule {
  /** Adds arguments, options, examples and the action to the command of the module's name. */
  define(command: Command, context: CommandContext): void;
}

/** Options that every command understands. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** Adds the common options, after the command's own. */
export function addCommonOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON object on stdout instead of text, and no progress")
    .option("--quiet", "no progress on stderr")
    .option("--debug", "with the stack trace when something goes wrong (or EDGEFLOCK_DEBUG=1)");
}

/** Adds examples under the help text: pairs of a command line and what it does. */
export function addExamples(command: Command, examples: readonly (readonly [string, string])[]): Command {
  const lines = examples.map(([line, what]) => `  $ ${line}\n      ${what}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/**
 * An option that has to be given. Commander's own check for those comes before the one for unknown options, so that
 * a mistyped option would be reported as a missing one.
 */
export class RequiredOption extends Option {
  constructor(flags: string, description: string) {
    super(flags, `${description} (required)`);
  }
}

export function refuseMissingOptions(command: Command): void {
  for (const option of command.options) {
    if (option instanceof RequiredOption && command.getOptionValue(option.attributeName()) === undefined) {
      command.error(`error: required option '${option.flags}' is missing`);
    }
  }
}

/** An option whose value must be one of a few words. */
export function choice(
  flags: string,
  description: string,
  words: readonly string[],
  preset?: string,
): Option {
  const option = new Option(flags, description).choices(words);
  return preset === undefined ? option : option.default(preset);
}

/** Does a command's work with its progress shown; when the work ends, well or not, the line is cleared for what follows. */
export async function withProgress<T>(
  context: CommandContext,
  options: CommonOptions,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = createProgress(context.io, { silent: options.json === true || options.quiet === true });
  try {
    return await work(progress);
  } finally {
    progress.finish();
  }
}

/** Prints a command's result: one JSON object with --json, else the text. */
export function printResult(
  context: CommandContext,
  options: CommonOptions,
  result: { readonly json: unknown; readonly text: string },
): void {
  context.io.out(options.json === true ? `${JSON.stringify(result.json, null, 2)}\n` : result.text);
}
