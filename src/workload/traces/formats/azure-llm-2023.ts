/**
 * Requests to language models of the Azure LLM inference traces of 2023, and of later ones with the same columns: one task
 * a request, each a job of its own. The work is that of all tokens, those read and those written: a model does about the same
 * arithmetic for either. Each file is the log of one service, which stands for the user.
 */
import type { TraceFormat } from "../trace-format.ts";

/** What is no number of tokens: part of one, less than none, more than any model takes. */
function noTokens(column: string): string {
  return `${column} <> floor(${column}) or ${column} < 0 or not ${column} <= 1e8`;
}

export const azureLlm2023 = {
  name: "azure-llm-2023",
  title: "Azure LLM inference traces of 2023 (requests)",
  citation: 'Patel et al., "Splitwise: Efficient generative LLM inference using phase splitting", ISCA 2024',
  fetch:
    "Fetch AzureLLMInferenceTrace_code.csv and AzureLLMInferenceTrace_conv.csv from github.com/Azure/AzurePublicDataset " +
    "(folder data), and name their folder with --trace.",
  layouts: [
    {
      header: true,
      columns: [
        {
          name: "arrived",
          type: "TIMESTAMP_NS",
          label: "TIMESTAMP",
          required: true,
          refuse: "not isfinite(arrived)",
        },
        {
          name: "context",
          type: "DOUBLE",
          label: "ContextTokens",
          required: true,
          refuse: noTokens("context"),
        },
        {
          name: "generated",
          type: "DOUBLE",
          label: "GeneratedTokens",
          required: true,
          refuse: noTokens("generated"),
        },
      ],
      expected:
        "An Azure LLM inference trace is CSV with the header TIMESTAMP,ContextTokens,GeneratedTokens: a date and time with up to " +
        "nine digits of a second, and two whole numbers.",
      leaveOut: [
        {
          reason: "a request listed again (same time and tokens)",
          repeatOf: ["arrived", "context", "generated"],
        },
        { reason: "no tokens, so no work", where: "context + generated = 0" },
      ],
      task: {
        // 100 ns digits: as whole nanoseconds nothing of them is lost.
        time: "epoch_ns(arrived)",
        timePerSecond: 1e9,
        timeOrigin: "first task",
        job: null,
        user: "file_name",
        class: null,
        work: "context + generated",
        input: "context",
      },
    },
  ],
  units: { work: "a token, read or written", input: "a token of the context" },
  defaults: { cyclesPerUnit: 1e6, bitsPerUnit: 32, timeScale: 1, perJobLimit: 8 },
  whenEmpty: "Use a file with requests of at least one token.",
} as const satisfies TraceFormat;
