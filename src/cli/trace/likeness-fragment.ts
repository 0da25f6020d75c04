/** A fitted generator as the section `workload` of a scenario, to paste into one. It holds statistics only. */
import type { CompleteGoogleOptions } from "../../workload/synthetic/google-options.ts";
import type { TraceFormat } from "../../workload/traces/trace-format.ts";

const width = 110;
/** A scenario takes no longer workload. */
const mostSeconds = 1e7;

export function likenessFragment(
  options: CompleteGoogleOptions,
  { name, units, defaults }: TraceFormat,
  burstGapSeconds: number,
  perJobLimit: number,
): string {
  const { users } = options;
  const drifts = options.gapDriftFactor > 1 || options.driftFactor > 1;
  const durationSeconds = Math.min(mostSeconds, options.durationSeconds);
  const end = Number((durationSeconds * defaults.timeScale).toPrecision(6));
  const lines = [
    `# The likeness of a trace (${name}): statistics only, made by edgeflock trace fit.`,
    `# A burst is a run of tasks at most ${burstGapSeconds} s apart. Put this in place of a scenario's section workload;`,
    `# arrivals end at ${end} s (durationSeconds times timeScale), so let the windows fit.`,
    "workload:",
    "  kind: synthetic-google",
    `  durationSeconds: ${durationSeconds} # before timeScale, as all times here [s]`,
    `  seed: ${options.seed}`,
    `  timeScale: ${defaults.timeScale}`,
    `  perJobLimit: ${perJobLimit} # tasks of a burst that are kept`,
    `  cyclesPerUnit: ${defaults.cyclesPerUnit} # 1 is ${units.work}`,
    `  bitsPerUnit: ${defaults.bitsPerUnit} # 1 is ${units.input}`,
    "  homes: { zipf: 0 } # or homeWeights; the trace knows no servers",
    `  burstGapSeconds: ${options.burstGapSeconds}`,
    `  gapVariation: ${options.gapVariation}`,
    `  gapCorrelation: ${options.gapCorrelation}`,
    `  gapDriftFactor: ${options.gapDriftFactor}`,
    `  driftFactor: ${options.driftFactor}`,
    ...(drifts ? [`  driftPeriodSeconds: ${options.driftPeriodSeconds}`] : []),
    `  innerGapSeconds: ${options.innerGapSeconds}`,
    `  resolutionSeconds: ${options.resolutionSeconds}`,
    `  stickiness: ${options.stickiness}`,
    `  coupling: ${options.coupling}`,
    `  users: { count: ${users.count}, zipf: ${users.zipf} }`,
    ...table("classes", options.classes, "class, share"),
    ...table("burstSizes", options.burstSizes, "size, share of the bursts that are larger"),
    ...table("cpuRequests", options.cpuRequests, "work, share of the tasks"),
    ...table("memoryRequests", options.memoryRequests, "input, share of the tasks"),
  ];
  return `${lines.join("\n")}\n`;
}

/** A list of pairs over as many lines as it takes. */
function table(name: string, pairs: readonly (readonly [number, number])[], what: string): string[] {
  const lines = [`  ${name}: # [${what}]`];
  let line = "    [";
  for (const [place, [value, share]] of pairs.entries()) {
    const text = `[${value}, ${share}]${place < pairs.length - 1 ? "," : ""}`;
    if (line.length + text.length + 1 > width) {
      lines.push(line.trimEnd());
      line = "     ";
    }
    line += `${text} `;
  }
  return [...lines, `${line.trimEnd()}]`];
}
