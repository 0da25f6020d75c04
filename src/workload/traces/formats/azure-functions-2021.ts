/**
 * Invocations of the Azure Functions trace of 2021: one task an invocation, each a job of its own. The trace tells when an
 * invocation ended and how long it ran; it arrived so much earlier. It tells no sizes, so every input is the same.
 */
import type { TraceFormat } from "../trace-format.ts";

export const azureFunctions2021 = {
  name: "azure-functions-2021",
  title: "Azure Functions trace of 2021 (invocations)",
  citation: 'Zhang et al., "Faster and Cheaper Serverless Computing on Harvested Resources", SOSP 2021',
  fetch:
    "Fetch AzureFunctionsInvocationTraceForTwoWeeksJan2021.rar from github.com/Azure/AzurePublicDataset (folder data), unpack it, " +
    "and name the file in it with --trace.",
  layouts: [
    {
      header: true,
      columns: [
        { name: "app", type: "VARCHAR", required: true },
        { name: "func", type: "VARCHAR", required: true },
        {
          name: "ended",
          type: "DOUBLE",
          label: "end_timestamp",
          required: true,
          refuse: "ended < 0 or not isfinite(ended)",
        },
        {
          name: "duration",
          type: "DOUBLE",
          required: true,
          refuse: "duration < 0 or not isfinite(duration)",
        },
      ],
      expected:
        "The Azure Functions invocation trace of 2021 is CSV with the header app,func,end_timestamp,duration, both times in seconds.",
      leaveOut: [
        // Durations are whole milliseconds, ends are not: the difference is off by up to half of one.
        {
          reason: "began before the trace (end less duration below 0 s)",
          where: "ended - duration < -0.0005",
        },
        {
          reason: "an invocation listed again (same function, end and duration)",
          repeatOf: ["app", "func", "ended", "duration"],
        },
        { reason: "a duration of 0 (below a millisecond), so no work", where: "duration = 0" },
      ],
      task: {
        time: "greatest(ended - duration, 0)",
        timePerSecond: 1,
        timeOrigin: 0,
        job: null,
        user: "app",
        // A function's id is unique within its app only.
        class: "app || '/' || func",
        classNames: true,
        work: "duration",
        input: "1",
      },
    },
  ],
  units: { work: "a second of running time", input: "any invocation (the trace tells no sizes)" },
  defaults: { cyclesPerUnit: 1e9, bitsPerUnit: 1e6, timeScale: 1, perJobLimit: 8 },
  whenEmpty: "Use a file with invocations that ran for a millisecond or longer.",
} as const satisfies TraceFormat;
