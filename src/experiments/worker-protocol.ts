/** What an experiment and its worker processes say to each other; plain JSON. */
import type { CellJob } from "./cell.ts";

export type ToWorker = { readonly type: "job"; readonly job: CellJob } | { readonly type: "stop" };

export interface WorkerFailure {
  readonly type: "failed";
  readonly message: string;
  readonly fix: string | null;
  readonly exitCode: number;
}

export type FromWorker =
  | { readonly type: "progress"; readonly fraction: number; readonly note: string }
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "done" }
  | WorkerFailure;
