/** Writes a study of forecasters: its page, with what was run. */
import type { Scenario, Workload } from "../scenario/index.ts";
import { provenance } from "../train/index.ts";
import { type ForecastReport, writeForecastReport } from "./report/index.ts";

export interface WrittenStudy {
  readonly report: ForecastReport;
  readonly scenario: Scenario;
  readonly workload: Workload;
  /** The command line that repeats it. */
  readonly command: string;
}

/** @returns the paths written, the page first */
export async function writeForecastStudy(
  { report, scenario, workload, command }: WrittenStudy,
  outDir: string,
): Promise<string[]> {
  const { edgeflock, gitRevision, node } = provenance();
  const seeds = [...new Set(report.forecasters.flatMap((one) => one.seeds))];
  const { train, validate } = scenario.windows;
  const span = ({ from, to }: { from: number; to?: number | null | undefined }) =>
    `${from} s to ${to == null ? "the end" : `${to} s`}`;
  return writeForecastReport(
    report,
    {
      title: `${scenario.name}: forecasts`,
      scenario: scenario.name,
      generatedAt: new Date().toISOString(),
      facts: {
        Scenario: scenario.description === "" ? scenario.name : `${scenario.name}: ${scenario.description}`,
        Workload: `${workload.report.source}, ${workload.count} tasks`,
        "Training window": span(train),
        "Validation window": span(validate),
        "Draws of homes": report.draws,
        ...(seeds.length > 0 ? { Seeds: seeds.join(", ") } : {}),
        Version: `Edgeflock ${edgeflock}, Node ${node}, revision ${gitRevision ?? "unknown"}`,
      },
      commands: [command],
    },
    outDir,
  );
}
