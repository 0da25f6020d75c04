/** Whole commands inside the test's own process, with what they print. */
import type { CliIo } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runCli(
  args: readonly string[],
  options: {
    readonly terminal?: boolean;
    readonly env?: Readonly<Record<string, string>>;
    /** Presses Ctrl-C by calling what it is given. */
    readonly interrupt?: (press: () => void) => void;
  } = {},
): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  const io: CliIo = {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    errIsTerminal: options.terminal ?? false,
    columns: 80,
    env: options.env ?? {},
    onInterrupt: (press) => {
      options.interrupt?.(press);
      return () => {};
    },
  };
  const exitCode = await main(args, io);
  return { exitCode, stdout, stderr };
}

/** Runs a command with --json and reads the one object it prints. */
export async function runCliJson(...args: string[]): Promise<Record<string, unknown>> {
  const result = await runCli([...args, "--json"]);
  if (result.exitCode !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as Record<string, unknown>;
}
