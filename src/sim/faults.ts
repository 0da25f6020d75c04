/** Faults of servers and links (model.md, "Faults"): what may fail, and where lost parts start again. */
import type { Network } from "./network.ts";

/** Something is down from `fromSeconds` to `toSeconds` (Infinity: for good): the compute of a server, or a link. */
export interface Outage {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly resource: FaultyResource;
}

export type FaultyResource =
  | { readonly server: number }
  | { readonly link: { readonly from: number; readonly to: number } };

/** Alternating exponential times to failure and to repair. */
export interface FailureRates {
  /** Mean time to failure [s], counted from the last repair. */
  readonly mtbfSeconds: number;
  /** Mean time to repair [s]. */
  readonly mttrSeconds: number;
}

/** A part that a fault has destroyed, as its home server knows it when it notices. */
export interface LostPart {
  /** Number of its task. */
  readonly task: number;
  readonly home: number;
  /** The server that should have computed it. */
  readonly server: number;
  /** How often it was started again before. */
  readonly restarts: number;
  /** Whether it will have a result to send back. */
  readonly hasResult: boolean;
}

/**
 * Decides where a lost part starts again: at its home server or one of that server's neighbours; −1 gives it up.
 * @param linkIsUp whether a link of the home server, by its number in `network`, is up
 */
export type Recovery = (lost: LostPart, network: Network, linkIsUp: (link: number) => boolean) => number;

export interface FaultModel {
  readonly outages: readonly Outage[];
  /** Faults drawn for every server, and for every link; null for none. */
  readonly servers: FailureRates | null;
  readonly links: FailureRates | null;
  /** Names the draw; every policy meets the same faults. */
  readonly salt: string;
  /** How long it takes a home server to notice a loss [s]. */
  readonly detectionSeconds: number;
  /** A part is started again at most so often. */
  readonly maxRestarts: number;
  readonly recovery: Recovery;
}

/** What faults did in a simulation. */
export interface FaultTotals {
  /** From the first arrival on. */
  readonly serverFailures: number;
  readonly linkFailures: number;
  /** Parts that were lost, and those of them that were started again. */
  readonly lostParts: number;
  readonly restarts: number;
  /** Parts that were given up; each drops its task. */
  readonly abandonedParts: number;
  /** Energy that went into lost parts [J]; it is in the energy of their tasks. */
  readonly wastedJoules: number;
  /** Time that each server was down, from the first arrival on [s]. */
  readonly serverDownSeconds: Float64Array;
}

/** The recoveries a scenario can name. */
export const recoveries = {
  /** At the home server. */
  home: ({ home }) => home,
  /** Where it was lost. */
  same: ({ server }) => server,
  /** At the next neighbour in turn whose link is up; at home when there is none. */
  next: ({ home, server, hasResult }, network, linkIsUp) => {
    const first = network.firstLink[home]!;
    const degree = network.degree(home);
    let after = 0;
    while (after < degree && network.linkTo[first + after]! <= server) after++;
    for (let k = 0; k < degree; k++) {
      const link = first + ((after + k) % degree);
      const neighbour = network.linkTo[link]!;
      if (neighbour === server || !linkIsUp(link)) continue;
      if (!hasResult || network.linkBetween(neighbour, home) >= 0) return neighbour;
    }
    return home;
  },
  /** Nowhere: its task is dropped. */
  none: () => -1,
} as const satisfies Record<string, Recovery>;
