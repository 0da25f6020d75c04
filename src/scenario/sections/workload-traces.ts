/** Workloads that are read from traces. */
import { z } from "zod";
import { taskFields } from "./workload-fields.ts";

const googleWorkload = z
  .strictObject({
    kind: z
      .literal("google-2011")
      .describe("Task events of the Google cluster trace of 2011, read from --trace."),
    ...taskFields,
  })
  .describe("The Google cluster trace of 2011 (clusterdata-2011-2).");

/** Each kind of trace. */
export const traceWorkloads = [googleWorkload] as const;
