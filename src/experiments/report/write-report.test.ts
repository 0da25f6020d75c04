import { it } from "vitest";
import { fixtureReportData } from "./report-data.test-helper.ts";
import { writeReport } from "./write-report.ts";

it("writes", async () => {
  await writeReport(fixtureReportData(), "/tmp/report-full");
  await writeReport(fixtureReportData({ seeds: [1] }), "/tmp/report-single");
  await writeReport(fixtureReportData({ policies: ["local", "split", "random"] }), "/tmp/report-none");
});
