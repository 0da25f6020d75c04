/**
 * Progress on stderr: one line that is rewritten on a terminal, a plain line now and then anywhere else, and
 * nothing at all with --json or --quiet.
 */
import { TimeLeft } from "../core/progress.ts";
import type { CliIo } from "./io.ts";

export interface Progress {
  /**
   * @param fraction how much is done, 0 to 1
   * @param label what is being worked on
   * @param remainingSeconds time left where the caller knows it; estimated from the fractions when absent
   */
  update(fraction: number, label: string, remainingSeconds?: number): void;
  /** A line worth keeping: a warning, a part that is done. */
  note(line: string): void;
  /** Removes the rewritten line, so that results start on a clean one. */
  finish(): void;
}

const rewriteMilliseconds = 100;
const plainLineMilliseconds = 10_000;

/** @param now clock in milliseconds, replaceable in tests */
export function createProgress(
  io: CliIo,
  options: { readonly silent: boolean; readonly now?: () => number },
): Progress {
  if (options.silent) return { update() {}, note() {}, finish() {} };
  const now = options.now ?? performance.now.bind(performance);
  const timeLeft = new TimeLeft(now);
  const pause = io.errIsTerminal ? rewriteMilliseconds : plainLineMilliseconds;
  let lastShown = io.errIsTerminal ? Number.NEGATIVE_INFINITY : now();
  let lineShown = false;

  const clear = () => {
    if (lineShown) io.err("\r\x1b[2K");
    lineShown = false;
  };
  return {
    update(fraction, label, remainingSeconds) {
      const estimate = timeLeft.update(fraction);
      const time = now();
      if (time - lastShown < pause) return;
      lastShown = time;
      const left = remainingSeconds ?? estimate;
      const line = `${percent(fraction)} ${label}${left > 0 ? `, ${duration(left)} left` : ""}`;
      if (io.errIsTerminal) {
        io.err(`\r\x1b[2K${`${bar(fraction)} ${line}`.slice(0, io.columns - 1)}`);
        lineShown = true;
      } else {
        io.err(`${line}\n`);
      }
    },
    note(line) {
      clear();
      io.err(`${line}\n`);
    },
    finish: clear,
  };
}

function bar(fraction: number): string {
  const full = Math.round(20 * clamp(fraction));
  return `[${"#".repeat(full)}${"-".repeat(20 - full)}]`;
}

function percent(fraction: number): string {
  return `${String(Math.floor(100 * clamp(fraction))).padStart(3)} %`;
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

/** A time span as people say it: `42 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
