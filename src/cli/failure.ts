/** Turns whatever a command threw into one message on stderr and an exit code. */
import { CommanderError } from "commander";
import { asOutputError } from "../core/atomic-file.ts";
import { EdgeflockError, exitCodes } from "../core/errors.ts";

export interface Failure {
  readonly exitCode: number;
  /** Ends in a newline; empty when there is nothing to say (help was asked for). */
  readonly text: string;
}

/**
 * @param command the command line's own words so far, e.g. "edgeflock simulate", for the hint at `--help`
 * @param debug adds the stack trace of a defect
 */
export function describeFailure(error: unknown, command: string, debug: boolean): Failure {
  if (error instanceof CommanderError) return describeUsage(error, command);
  if (error instanceof EdgeflockError) {
    const stack = debug ? `${error.stack ?? ""}\n` : "";
    return { exitCode: error.exitCode, text: `${message(error.message, error.fix)}${stack}` };
  }
  return describeSystemError(error) ?? describeDefect(error, debug);
}

function message(what: string, fix: string | undefined): string {
  return fix === undefined ? `error: ${what}\n` : `error: ${what}\n  fix: ${fix}\n`;
}

/** Commander's own complaints: wrong commands, flags and flag values. */
function describeUsage(error: CommanderError, command: string): Failure {
  if (error.exitCode === 0) return { exitCode: 0, text: "" };
  if (error.code === "commander.help") return { exitCode: exitCodes.usage, text: "" };
  const [what = "", ...hints] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = hints.join(" ").replace(/^\((.*)\)$/, "$1");
  const help = `See "${command} --help".`;
  return {
    exitCode: exitCodes.usage,
    text: message(what, suggestion === "" ? help : `${suggestion} ${help}`),
  };
}

/** Errors of the file system that no command foresaw (a full disk, no permission): the machine's, not a defect. */
function describeSystemError(error: unknown): Failure | null {
  if (!(error instanceof Error) || !("path" in error) || !("code" in error) || error.code === "ENOENT")
    return null;
  const known = asOutputError(error, String(error.path));
  if (!(known instanceof EdgeflockError)) return null;
  return { exitCode: known.exitCode, text: message(known.message, known.fix) };
}

function describeDefect(error: unknown, debug: boolean): Failure {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error && debug ? `${error.stack ?? ""}\n` : "";
  const how = debug
    ? "This is a defect of Edgeflock. Please report it with the lines below and what `edgeflock doctor` prints."
    : "This is a defect of Edgeflock. Run the command again with --debug and report what it prints.";
  return { exitCode: 1, text: `${message(what.split("\n")[0] ?? what, how)}${stack}` };
}
