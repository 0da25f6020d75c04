/** Reports: from plain data to one HTML page, figures, and tables. */
export type * from "./report-data.ts";
export { writeReport } from "./write-report.ts";
