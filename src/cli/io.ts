/**
 * What the command line touches of the outside world. `main` takes it as a value, so that tests run whole
 * commands inside their own process.
 */

export interface CliIo {
  /** Results. Nothing else is written here. */
  out(text: string): void;
  /** Messages and progress. */
  err(text: string): void;
  /** Whether `err` is a terminal on which a line can be rewritten, and its width. */
  readonly errIsTerminal: boolean;
  readonly columns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `handler` at Ctrl-C until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
}

/** The real process. A reader that has gone away (`edgeflock … | head`) ends the output, not the program. */
export function processIo(): CliIo {
  const silenced = new Set<NodeJS.WriteStream>();
  const writerTo = (stream: NodeJS.WriteStream) => {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      silenced.add(stream);
    });
    return (text: string) => {
      if (!silenced.has(stream)) stream.write(text);
    };
  };
  return {
    out: writerTo(process.stdout),
    err: writerTo(process.stderr),
    errIsTerminal: process.stderr.isTTY === true && process.env["TERM"] !== "dumb",
    columns: process.stderr.columns ?? 80,
    env: process.env,
    onInterrupt(handler) {
      process.on("SIGINT", handler);
      return () => process.off("SIGINT", handler);
    },
  };
}
