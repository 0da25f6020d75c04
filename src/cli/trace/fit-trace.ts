/** `trace fit`: a generator fitted to a trace, how near it comes, and its fragment of a scenario. */
import { existsSync } from "node:fs";
import { requireWritable, writeFileAtomic } from "../../core/atomic-file.ts";
import { withDuckDb } from "../../core/duckdb.ts";
import { EdgeflockError } from "../../core/errors.ts";
import type { BurstMeter } from "../../workload/synthetic/fit/burst-meter.ts";
import { compareLikeness, type Likeness } from "../../workload/synthetic/fit/compare-likeness.ts";
import { fitGoogleOptions } from "../../workload/synthetic/fit/fit-google-options.ts";
import { shareKept } from "../../workload/synthetic/fit/size-table.ts";
import { type CompleteGoogleOptions, checkedGoogleOptions } from "../../workload/synthetic/google-options.ts";
import { measureTrace } from "../../workload/traces/measure-trace.ts";
import type { TraceFormat } from "../../workload/traces/trace-format.ts";
import type { CommonOptions } from "../command.ts";
import { checkPictureName, writePicture } from "../picture-file.ts";
import type { Progress } from "../progress.ts";
import { describeLikeness, type KeptTasks } from "./describe-likeness.ts";
import { findOneTrace, type TraceChoice } from "./find-one-trace.ts";
import { likenessFragment } from "./likeness-fragment.ts";

export interface FitOptions extends CommonOptions, TraceChoice {
  readonly out?: string;
  readonly burstGap: number;
  readonly compare: "fit" | "synthetic-google";
  readonly figure?: string;
  readonly force?: boolean;
}

export async function fitTrace(
  path: string,
  options: FitOptions,
  progress: Progress,
): Promise<{ readonly json: unknown; readonly text: string }> {
  const { out, figure, compare } = options;
  await checkFiles(options);
  return withDuckDb(async (connection) => {
    progress.update(0, `recognising ${path}`);
    const { location, format } = await findOneTrace(connection, path, options);
    progress.update(0.1, `reading ${format.name}`);
    const { meter, rows, keptShare } = await measureTrace(connection, location, format, options.burstGap);
    progress.update(0.7, "fitting");
    const fitted = compare === "fit" ? fitGoogleOptions(meter) : standIn(meter);
    progress.update(0.8, "generating");
    const likeness = compareLikeness(meter, fitted);
    const title = `${format.name}${format.variant === undefined ? "" : `, ${format.variant}`}`;
    const other = compare === "fit" ? "likeness" : "stand-in";
    const kept = keptTasks(format, meter, keptShare);
    if (out !== undefined) {
      await writeFileAtomic(out, likenessFragment(fitted, format, options.burstGap, kept.perJobLimit));
    }
    if (figure !== undefined) await draw(likeness, title, other, figure);
    const written = [out, figure].filter((file) => file !== undefined);
    const { durationSeconds } = fitted;
    return {
      json: {
        format: format.name,
        rows,
        tasks: meter.tasks,
        bursts: meter.bursts,
        burstGapSeconds: options.burstGap,
        compared: compare,
        workload: fitted,
        ...jsonOf(likeness),
        kept,
        out: out ?? null,
        figure: figure ?? null,
      },
      text:
        describeLikeness(likeness, { title, other, meter, durationSeconds, kept }) +
        written.map((file) => `written: ${file}\n`).join(""),
    };
  });
}

/** What is left of the trace's jobs, and of the bursts that stand for them, when the first so many tasks of each are kept. */
function keptTasks({ layouts, defaults }: TraceFormat, { sizes }: BurstMeter, keptShare: number): KeptTasks {
  // Where every row is a job of its own, a burst is many jobs, and none is cut.
  const ownJobs = layouts.every(({ task }) => task.job === null);
  const perJobLimit = ownJobs ? Math.max(...sizes.entries().map(({ value }) => value)) : defaults.perJobLimit;
  return { perJobLimit, trace: keptShare, likeness: shareKept(perJobLimit, sizes) };
}

/** Before any work is done. */
async function checkFiles({ out, figure, compare, force }: FitOptions): Promise<void> {
  if (figure !== undefined) checkPictureName("--figure", figure);
  if (out === undefined) return;
  if (compare !== "fit") {
    throw new EdgeflockError(
      "usage",
      `--out ${out}: with --compare ${compare} nothing is fitted that could be written`,
      "Leave one of the two out.",
    );
  }
  if (!/\.ya?ml$/i.test(out)) {
    throw new EdgeflockError(
      "usage",
      `--out "${out}" is no name of a scenario fragment`,
      "End it in .yaml, as in --out likeness.yaml.",
    );
  }
  if (force !== true && existsSync(out)) {
    throw new EdgeflockError("output", `${out} exists already`, "Name another file, or add --force.");
  }
  await requireWritable(out);
}

/** The built-in stand-in, as scenarios have it, for as long as the trace. */
function standIn({ options: { fromSeconds, toSeconds } }: BurstMeter): CompleteGoogleOptions {
  if (!(toSeconds > fromSeconds)) {
    throw new EdgeflockError(
      "trace",
      "all tasks of the trace arrive at one instant",
      "Give a longer part of the trace: there is nothing to compare.",
    );
  }
  return checkedGoogleOptions({
    durationSeconds: toSeconds - fromSeconds,
    seed: 1,
    burstGapSeconds: 1.17,
    driftFactor: 3,
  });
}

async function draw(likeness: Likeness, title: string, other: string, path: string): Promise<void> {
  const { likenessFigure } = await import("../../experiments/likeness-figure.ts");
  const { renderFigure } = await import("../../experiments/report/render-figure.ts");
  await writePicture(path, await renderFigure(likenessFigure(likeness.distributions, title, other)));
}

function jsonOf({ draws, statistics, distributions }: Likeness) {
  const shares = [0.1, 0.5, 0.9, 0.99];
  return {
    draws,
    statistics,
    distributions: distributions.map(({ name, trace, likeness, distance, far }) => ({
      name,
      quantiles: shares.map((share) => ({
        share,
        trace: numberOf(trace.quantile(share)),
        likeness: numberOf(likeness.quantile(share)),
      })),
      distance,
      far,
    })),
  };
}

/** JSON knows no NaN. */
function numberOf(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
