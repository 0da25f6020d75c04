/** Throughput logs as they were read, and what was read. */
import type { ThroughputLog } from "../../sim/throughput-log.ts";
import type { SideReport } from "../side-report.ts";

export interface RadioLogs {
  /** At least one. */
  readonly logs: readonly ThroughputLog[];
  readonly report: SideReport;
}
