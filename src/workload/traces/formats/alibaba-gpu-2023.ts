/**
 * Pods of the Alibaba GPU trace of 2023 (cluster-trace-gpu-v2023): one task a pod. A pod is demand from its creation on,
 * whatever became of it: Pending pods were never placed and Failed ones ended early, and both are kept. GPUs are not counted.
 */
import type { TraceFormat } from "../trace-format.ts";

/** CPU [milli] and memory [MiB] of the largest of the trace's nodes. */
const largestNode = { cpuMilli: "128000.0", memoryMib: "1048576.0" };

/** 58 pods come in the 116 days before, 8,094 in the 34 days from then on [s]. */
const windowStart = 10_000_000;

export const alibabaGpu2023 = {
  name: "alibaba-gpu-2023",
  title: "Alibaba GPU cluster trace of 2023 (cluster-trace-gpu-v2023, pods)",
  citation:
    'Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent", USENIX ATC 2023',
  fetch:
    "Fetch openb_pod_list_default.csv of cluster-trace-gpu-v2023 (github.com/alibaba/clusterdata), and name it with --trace.",
  layouts: [
    {
      files: /pod/i,
      header: true,
      columns: [
        { name: "pod", type: "VARCHAR", label: "name", required: true },
        { name: "cpu", type: "DOUBLE", label: "cpu_milli", refuse: "cpu < 0 or not isfinite(cpu)" },
        { name: "memory", type: "DOUBLE", label: "memory_mib", refuse: "memory < 0 or not isfinite(memory)" },
        { name: "qos", type: "VARCHAR" },
        { name: "phase", type: "VARCHAR", label: "pod_phase" },
        {
          name: "created",
          type: "DOUBLE",
          label: "creation_time",
          required: true,
          refuse: "not isfinite(created)",
        },
      ],
      expected:
        "A pod list of cluster-trace-gpu-v2023 is CSV with a header line that names at least name, cpu_milli, memory_mib, qos, " +
        "pod_phase and creation_time (s).",
      leaveOut: [
        {
          reason: "in the sparse first 116 days (created before 10,000,000 s)",
          where: `created < ${windowStart}`,
        },
        { reason: "a pod listed again", repeatOf: ["pod"] },
        {
          reason: "no or zero CPU request, or no memory request",
          where: "cpu is null or cpu = 0 or memory is null",
        },
      ],
      task: {
        time: "created",
        timePerSecond: 1,
        timeOrigin: windowStart,
        job: null,
        user: null,
        class:
          "case qos when 'LS' then 3 when 'Guaranteed' then 2 when 'Burstable' then 1 when 'BE' then 0 end",
        work: `cpu / ${largestNode.cpuMilli}`,
        input: `memory / ${largestNode.memoryMib}`,
      },
    },
  ],
  units: {
    work: "a request of 128 CPUs, the largest node",
    input: "a request of 1 TiB of memory, the largest node",
  },
  defaults: { cyclesPerUnit: 4e10, bitsPerUnit: 2e8, timeScale: 1e-3, perJobLimit: 8 },
  whenEmpty: "Use a pod list with pods created at 10,000,000 s or later.",
} as const satisfies TraceFormat;
