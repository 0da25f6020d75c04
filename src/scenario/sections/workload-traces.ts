/** Workloads that are read from traces. */
import { z } from "zod";
import { alibaba2017 } from "../../workload/traces/formats/alibaba-2017.ts";
import { alibabaGpu2023 } from "../../workload/traces/formats/alibaba-gpu-2023.ts";
import { azureFunctions2021 } from "../../workload/traces/formats/azure-functions-2021.ts";
import { azureLlm2023 } from "../../workload/traces/formats/azure-llm-2023.ts";
import { google2011, google2011Jobs } from "../../workload/traces/formats/google-2011.ts";
import { google2019 } from "../../workload/traces/formats/google-2019.ts";
import type { TraceFormat } from "../../workload/traces/trace-format.ts";
import { customWorkload } from "./workload-custom.ts";
import { taskFields } from "./workload-fields.ts";

/** Each kind of trace. */
export const traceWorkloads = [
  z
    .strictObject({
      kind: kindOf(google2011),
      ...fieldsOf(google2011),
      resubmits: z
        .enum(["drop", "keep"])
        .optional()
        .describe(
          "Whether a task that the cell submitted again, after a failure or an eviction, is a task again; drop when absent.",
        ),
    })
    .describe(textOf(google2011)),
  z
    .strictObject({ kind: kindOf(google2011Jobs), ...fieldsOf(google2011Jobs) })
    .describe(textOf(google2011Jobs)),
  z.strictObject({ kind: kindOf(google2019), ...fieldsOf(google2019) }).describe(textOf(google2019)),
  z.strictObject({ kind: kindOf(alibaba2017), ...fieldsOf(alibaba2017) }).describe(textOf(alibaba2017)),
  z
    .strictObject({ kind: kindOf(alibabaGpu2023), ...fieldsOf(alibabaGpu2023) })
    .describe(textOf(alibabaGpu2023)),
  z.strictObject({ kind: kindOf(azureLlm2023), ...fieldsOf(azureLlm2023) }).describe(textOf(azureLlm2023)),
  z
    .strictObject({ kind: kindOf(azureFunctions2021), ...fieldsOf(azureFunctions2021) })
    .describe(textOf(azureFunctions2021)),
  customWorkload,
] as const;

/** `workload.kind` of scenarios on traces of this format. */
function kindOf<Name extends string>({ name, title }: TraceFormat & { readonly name: Name }) {
  return z.literal(name).describe(`The ${title}, read from --trace.`);
}

/** The fields of every workload, with a format's defaults, and what its units stand for. */
function fieldsOf({ defaults, units }: TraceFormat) {
  const { perJobLimit, timeScale, cyclesPerUnit, bitsPerUnit } = taskFields;
  return {
    ...taskFields,
    perJobLimit: perJobLimit
      .unwrap()
      .default(defaults.perJobLimit)
      .describe(perJobLimit.description ?? ""),
    timeScale: timeScale
      .unwrap()
      .default(defaults.timeScale)
      .describe(timeScale.description ?? ""),
    cyclesPerUnit: cyclesPerUnit
      .unwrap()
      .default(defaults.cyclesPerUnit)
      .describe(`Work of ${units.work} [cycles].`),
    bitsPerUnit: bitsPerUnit
      .unwrap()
      .default(defaults.bitsPerUnit)
      .describe(`Input of ${units.input} [bit]; no task has less than 1e4 bit.`),
  };
}

function textOf({ title, citation }: TraceFormat): string {
  return `The ${title}: ${citation}.`;
}
