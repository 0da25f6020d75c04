/** Workloads without Node: tasks and their windows, and generators. `traces/import-trace.ts` is imported by itself. */
export { describeImport, type ImportReport } from "./import-report.ts";
export { type Requests, shapeTasks, type TaskShaping } from "./shape-tasks.ts";
export * from "./synthetic/index.ts";
export { assignHomes, type WindowTasks, type Workload, windowTasks } from "./workload.ts";
