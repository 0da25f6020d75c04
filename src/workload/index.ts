/** Workloads without Node: tasks and their windows, and the synthetic stand-in. `traces/import-trace.ts` is imported by itself. */
export { describeImport, type ImportReport } from "./import-report.ts";
export { type Amount, type PoissonOptions, PoissonSource } from "./poisson-source.ts";
export { type Requests, shapeTasks, type TaskShaping } from "./shape-tasks.ts";
export type { SyntheticGoogleOptions } from "./synthetic-bursts.ts";
export { syntheticGoogle } from "./synthetic-google.ts";
export { SyntheticSource, type SyntheticSourceOptions } from "./synthetic-source.ts";
export { assignHomes, type WindowTasks, type Workload, windowTasks } from "./workload.ts";
