/**
 * Loads the tasks of a scenario (reads its trace, or generates them), and where it needs them the ways of
 * its users and the logs of their uplinks. Node only.
 */
import { EdgeflockError } from "../core/errors.ts";
import { generatedWorkload } from "../workload/synthetic/generated-workload.ts";
import { formatOf, isTraceKind } from "../workload/traces/formats/index.ts";
import type { Workload } from "../workload/workload.ts";
import { shapingOf } from "./build.ts";
import { generatorOf, isGenerated } from "./generator-of.ts";
import { loadRadioLogs, loadRecordedUsers } from "./load-users.ts";
import type { Scenario, ScenarioFile } from "./schema.ts";

/** Where what a scenario reads lies. Each is unused by scenarios that do not need it. */
export interface WorkloadFiles {
  /** The trace: its folder, a file, a pattern, or several of these. */
  readonly trace?: string | readonly string[];
  /** The file with the ways of users. */
  readonly users?: string;
  /** The throughput logs: their folder, a file, a pattern, or several of these. */
  readonly radio?: string | readonly string[];
}

/** The same as a user names it: one location each. */
export type NamedFiles = { readonly [Kind in keyof WorkloadFiles]?: string };

/** What is named, of options that hold more. */
export function namedFiles(
  options: {
    readonly [Kind in keyof WorkloadFiles]?: string | null | undefined;
  },
): NamedFiles {
  const { trace, users, radio } = options;
  return {
    ...(trace == null ? {} : { trace }),
    ...(users == null ? {} : { users }),
    ...(radio == null ? {} : { radio }),
  };
}

export interface WorkloadOptions extends WorkloadFiles {
  /** Replaces the seed of a synthetic workload. Unused by traces. */
  readonly seed?: number;
}

/** @throws EdgeflockError("usage") when the scenario needs a file and none is named, ("trace") when it cannot be read */
export async function loadWorkload(scenario: Scenario, options: WorkloadOptions = {}): Promise<Workload> {
  const { users, radio } = options;
  const workload = await loadTasks(scenario, options);
  const recordedUsers = await loadRecordedUsers(scenario, workload, users);
  const radioLogs = await loadRadioLogs(scenario, radio);
  return {
    ...workload,
    ...(recordedUsers === undefined ? {} : { recordedUsers }),
    ...(radioLogs === undefined ? {} : { radioLogs }),
  };
}

/** A file that a workload was read from, and what it was read as. */
export interface WorkloadFile {
  readonly kind: keyof WorkloadFiles;
  readonly path: string;
}

/** The files that a workload was read from, in the order in which they were read. */
export function filesOf({ report, recordedUsers, radioLogs }: Workload): WorkloadFile[] {
  const of = (kind: WorkloadFile["kind"], files: readonly { readonly path: string }[] = []) =>
    files.map(({ path }) => ({ kind, path }));
  return [
    ...of("trace", report.files),
    ...of("trace", report.sideFiles),
    ...of("users", recordedUsers?.report.files),
    ...of("radio", radioLogs?.report.files),
  ];
}

/** Where `loadWorkload` finds these files again. */
export function placesOf(files: readonly WorkloadFile[]): WorkloadFiles {
  const of = (kind: WorkloadFile["kind"]) =>
    files.filter((file) => file.kind === kind).map(({ path }) => path);
  const [trace, [users], radio] = [of("trace"), of("users"), of("radio")];
  return {
    ...(trace.length === 0 ? {} : { trace }),
    ...(users === undefined ? {} : { users }),
    ...(radio.length === 0 ? {} : { radio }),
  };
}

/** Whether a trace has to be named for this scenario. */
export function needsTrace(scenario: Pick<Scenario, "workload"> | Pick<ScenarioFile, "workload">): boolean {
  return isTraceKind(scenario.workload.kind);
}

async function loadTasks(scenario: Scenario, options: WorkloadOptions): Promise<Workload> {
  const { workload } = scenario;
  if (isGenerated(workload)) {
    return generatedWorkload(
      workload.kind,
      generatorOf(scenario, workload, options.seed === undefined ? {} : { seed: options.seed }),
      scenario.outputRatio,
    );
  }
  const format = formatOf(workload);
  if (options.trace === undefined) {
    throw new EdgeflockError(
      "usage",
      `${scenario.name} runs on the ${format.title}, and no --trace was given`,
      `${format.fetch} The scenario quickstart needs no trace.`,
    );
  }
  const { importTrace } = await import("../workload/traces/import-trace.ts");
  return importTrace(options.trace, format, shapingOf(scenario));
}
