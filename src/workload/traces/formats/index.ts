/** The trace formats, by name. */
import type { TraceFormat } from "../trace-format.ts";
import { alibaba2017 } from "./alibaba-2017.ts";
import { alibabaGpu2023 } from "./alibaba-gpu-2023.ts";
import { azureFunctions2021 } from "./azure-functions-2021.ts";
import { azureLlm2023 } from "./azure-llm-2023.ts";
import { type CustomTrace, customFormat } from "./custom.ts";
import { google2011, google2011Jobs, google2011Resubmits } from "./google-2011.ts";
import { google2019 } from "./google-2019.ts";

/** In the order in which an unknown trace is compared with them. */
export const traceFormats = [
  google2011,
  google2011Jobs,
  google2019,
  alibaba2017,
  alibabaGpu2023,
  azureLlm2023,
  azureFunctions2021,
] as const satisfies readonly TraceFormat[];

/** The format and variant that a normalised file was made from; null when there is none such in this version. */
export function formatMadeFrom(made: {
  readonly format: string;
  readonly variant: string | null;
}): TraceFormat | null {
  const all: readonly TraceFormat[] = [...traceFormats, google2011Resubmits];
  return all.find(({ name, variant }) => name === made.format && (variant ?? null) === made.variant) ?? null;
}

export type TraceFormatName = (typeof traceFormats)[number]["name"];

/** What a scenario on a trace says of it. */
export type TraceChoice =
  | { readonly kind: TraceFormatName; readonly resubmits?: "drop" | "keep" | undefined }
  | ({ readonly kind: "custom" } & CustomTrace);

/** What reads the trace of a scenario with this section `workload`. */
export function formatOf(workload: TraceChoice): TraceFormat {
  if (workload.kind === "custom") return customFormat(workload);
  if (workload.kind === "google-2011" && workload.resubmits === "keep") return google2011Resubmits;
  const found = traceFormats.find((format) => format.name === workload.kind);
  if (found === undefined) throw new Error(`no trace format ${workload.kind}`);
  return found;
}

/** Whether workloads of this kind are read from traces. */
export function isTraceKind(kind: string): kind is TraceChoice["kind"] {
  return kind === "custom" || traceFormats.some((format) => format.name === kind);
}
