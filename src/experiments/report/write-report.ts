/** Writes the report of one experiment into a folder. */
import type { ReportData } from "./report-data.ts";

export declare function writeReport(data: ReportData, outDir: string): Promise<string[]>;
