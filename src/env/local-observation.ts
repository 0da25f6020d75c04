/**
 * What the entries of a local observation are: what is measured, in which unit and range, and how the measurement is
 * normalised. In the order of `LocalObserver.writeObservation`; exported policies carry it.
 */
import type { Network } from "../sim/network.ts";
import { longestSeconds, meanBandwidth } from "./local-observer.ts";
import type { Sight } from "./policy.ts";

export interface ObservationEntry {
  readonly name: string;
  readonly meaning: string;
  /** Of the measurement, before normalisation. */
  readonly unit: string;
  /** Range of the measurement; `high` is null where it has no upper end. */
  readonly low: number;
  readonly high: number | null;
  readonly normalisation: Normalisation;
}

/** How a measurement `x` becomes an entry of the normalised observation. */
export type Normalisation =
  /** `x / divisor` */
  | { readonly kind: "divide"; readonly divisor: number }
  /** `1 / (1 + x)`, which is 0 when there is no deadline */
  | { readonly kind: "deadline" }
  /** `min(x, longest)` */
  | { readonly kind: "cut"; readonly longest: number };

export function localObservationEntries(network: Network, server: number, sight: Sight): ObservationEntry[] {
  const nameOf = (m: number) => network.spec.servers[m]!.name;
  const firstLink = network.firstLink[server]!;
  const links = Array.from({ length: network.degree(server) }, (_, k) => firstLink + k);
  const compute = (m: number, reported: string) => {
    const capacity = network.capacity[m]!;
    const name = nameOf(m);
    return [
      share(
        `freeCompute(${name})`,
        `compute of ${name} that is not reserved${reported}`,
        "cycles/s",
        capacity,
      ),
      amount(`waitingCycles(${name})`, `work that waits at ${name}${reported}`, "cycles", capacity),
    ];
  };
  const link = (at: number) => {
    const bandwidth = network.bandwidth[at]!;
    const to = nameOf(network.linkTo[at]!);
    const ends = `${nameOf(server)} → ${to}`;
    return [
      share(
        `freeBandwidth(${ends})`,
        `bandwidth of the link to ${to} that is not reserved`,
        "bit/s",
        bandwidth,
      ),
      amount(`waitingBits(${ends})`, `data that waits for the link to ${to}`, "bit", bandwidth),
    ];
  };
  const until = (what: string, of: string, when: string) =>
    time(`${what}(${of})`, `time until ${when}; infinite while it is down`, {
      kind: "cut",
      longest: longestSeconds,
    });
  const granted = "the largest request that a task may make would be granted";
  const done = "all that is held or waited for now is done with";
  const releases = (m: number, reported: string) => {
    const name = nameOf(m);
    return [
      until("computeWaitSeconds", name, `${granted} at ${name}${reported}`),
      until("computeBusySeconds", name, `${done} at ${name}${reported}`),
      amount(
        `inboundCycles(${name})`,
        `work on its way to ${name}${reported}`,
        "cycles",
        network.capacity[m]!,
      ),
    ];
  };
  const peer = (m: number) => {
    const reported = ", as it last reported";
    if (sight !== "releases") return compute(m, reported);
    const ends = `${nameOf(server)} → ${nameOf(m)}`;
    return [
      ...compute(m, reported),
      until("linkWaitSeconds", ends, `${granted} on the link to ${nameOf(m)}`),
      until("linkBusySeconds", ends, `${done} on the link to ${nameOf(m)}`),
      ...releases(m, reported),
    ];
  };
  return [
    ...compute(server, ""),
    ...links.flatMap(link),
    amount("cycles", "work of the task", "cycles", network.capacity[server]!),
    amount("inputBits", "input data of the task", "bit", meanBandwidth(network, server)),
    time("deadlineSeconds", "time the task may take; infinite when it has no deadline", { kind: "deadline" }),
    time("sinceLastDecisionSeconds", "time since this server's decision before; infinite at its first", {
      kind: "cut",
      longest: longestSeconds,
    }),
    ...(sight === "releases" ? releases(server, "") : []),
    ...(sight === "local" ? [] : links.flatMap((at) => peer(network.linkTo[at]!))),
  ];
}

/** A rate between 0 and `whole`, shown as a fraction of it. */
function share(name: string, meaning: string, unit: string, whole: number): ObservationEntry {
  return { name, meaning, unit, low: 0, high: whole, normalisation: { kind: "divide", divisor: whole } };
}

/** An amount shown as the time it takes at `rate` [s]. */
function amount(name: string, meaning: string, unit: string, rate: number): ObservationEntry {
  return { name, meaning, unit, low: 0, high: null, normalisation: { kind: "divide", divisor: rate } };
}

function time(name: string, meaning: string, normalisation: Normalisation): ObservationEntry {
  return { name, meaning, unit: "s", low: 0, high: null, normalisation };
}
