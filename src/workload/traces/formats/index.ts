/** The trace formats, by name. */
import type { TraceFormat } from "../trace-format.ts";
import { alibaba2017 } from "./alibaba-2017.ts";
import { alibabaGpu2023 } from "./alibaba-gpu-2023.ts";
import { azureFunctions2021 } from "./azure-functions-2021.ts";
import { azureLlm2023 } from "./azure-llm-2023.ts";
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

/** What reads the trace of a scenario with this section `workload`. */
export function formatOf(workload: {
  readonly kind: TraceFormatName;
  readonly resubmits?: "drop" | "keep" | undefined;
}): TraceFormat {
  if (workload.kind === "google-2011" && workload.resubmits === "keep") return google2011Resubmits;
  return formatNamed(workload.kind);
}

/** The format and variant that a normalised file was made from; null when there is none such in this version. */
export function formatMadeFrom(made: {
  readonly format: string;
  readonly variant: string | null;
}): TraceFormat | null {
  const all: readonly TraceFormat[] = [...traceFormats, google2011Resubmits];
  return all.find(({ name, variant }) => name === made.format && (variant ?? null) === made.variant) ?? null;
}

export type TraceFormatName = (typeof traceFormats)[number]["name"];

export function isTraceFormat(kind: string): kind is TraceFormatName {
  return traceFormats.some((format) => format.name === kind);
}

function formatNamed(name: TraceFormatName): TraceFormat {
  const found = traceFormats.find((format) => format.name === name);
  if (found === undefined) throw new Error(`no trace format ${name}`);
  return found;
}
