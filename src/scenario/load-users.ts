/** Loads the recorded ways of a scenario's users and the throughput logs of their uplinks. Node only. */
import { EdgeflockError } from "../core/errors.ts";
import type { RecordedUsers } from "../workload/mobility/user-traces.ts";
import type { RadioLogs } from "../workload/radio/radio-logs.ts";
import type { Workload } from "../workload/workload.ts";
import type { Scenario } from "./schema.ts";

/** Undefined where the scenario needs none. Degrees are brought onto the plane of the servers. */
export async function loadRecordedUsers(
  { name, users }: Scenario,
  workload: Workload,
  path: string | undefined,
): Promise<RecordedUsers | undefined> {
  if (users?.mobility.kind !== "trace") return undefined;
  if (path === undefined) {
    throw new EdgeflockError(
      "usage",
      `the users of ${name} follow recorded ways, and no --users was given`,
      "Name a CSV file with the columns user, time [s] and x, y [m], or latitude, longitude [degrees], with --users; or set " +
        "users.mobility.kind to random-waypoint.",
    );
  }
  const { readUserTraces } = await import("../workload/mobility/read-user-traces.ts");
  const recorded = await readUserTraces(path);
  requireOverlap(recorded, workload, path);
  if (!recorded.geographic) return recorded;
  const { origin } = users.mobility;
  if (origin === undefined) {
    throw new EdgeflockError(
      "scenario",
      `${name}: users.mobility.origin is missing, and ${path} has latitudes and longitudes`,
      "Give the latitude and longitude of the place where the servers' positions have their (0, 0).",
    );
  }
  const { planeAt } = await import("../topology/site.ts");
  const place = planeAt(origin);
  const { x, y } = recorded.traces;
  const places = Array.from(x, (longitude, k) => place({ latitude: y[k]!, longitude }));
  const traces = {
    ...recorded.traces,
    x: Float64Array.from(places, ([east]) => east),
    y: Float64Array.from(places, ([, north]) => north),
  };
  return { ...recorded, traces, geographic: false };
}

/** Times of another clock would leave every user at the first sample for ever. */
function requireOverlap({ traces }: RecordedUsers, workload: Workload, path: string): void {
  const first = traces.timeSeconds.reduce((least, time) => Math.min(least, time), Infinity);
  const last = workload.arrivalSeconds.at(-1) ?? Infinity;
  if (first <= last) return;
  throw new EdgeflockError(
    "trace",
    `${path}: the first sample is at ${first} s, after the last task's arrival at ${last.toFixed(1)} s`,
    "Times have to be those of the arrivals, which begin at 0 s.",
  );
}

/** Undefined where the scenario needs none. */
export async function loadRadioLogs(
  { name, access }: Scenario,
  location: string | readonly string[] | undefined,
): Promise<RadioLogs | undefined> {
  if (access?.kind !== "log") return undefined;
  if (location === undefined) {
    throw new EdgeflockError(
      "usage",
      `uploads of ${name} follow throughput logs, and no --radio was given`,
      "Unpack 5G-production-dataset.zip of github.com/uccmisl/5Gdataset, and name its folder Download with --radio; or set access.kind " +
        "to channel, which needs no logs.",
    );
  }
  const { readRadioLogs } = await import("../workload/radio/read-radio-logs.ts");
  return readRadioLogs(location);
}
