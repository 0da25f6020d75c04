/** Ids as places in tables of learned vectors: by a hash, so that ids never seen in training have a place too. */
import type { WindowTasks } from "../../workload/workload.ts";
import type { ForecasterConfig } from "./config.ts";

type IdentityName = keyof ForecasterConfig["embeddings"];

export interface Identity {
  readonly name: IdentityName;
  readonly buckets: number;
  readonly width: number;
}

const idsOf: Readonly<Record<IdentityName, (tasks: WindowTasks) => ArrayLike<number>>> = {
  job: ({ job }) => job,
  user: ({ user }) => user,
  class: ({ schedulingClass }) => schedulingClass,
};

/** The identities that have vectors, in the order of the network's input. */
export function chosenIdentities({ embeddings }: Pick<ForecasterConfig, "embeddings">): Identity[] {
  return (Object.keys(idsOf) as IdentityName[])
    .map((name) => ({ name, ...embeddings[name] }))
    .filter(({ width }) => width > 0);
}

/** Places of the rows' ids, `[rows, identities]`, as floats, which the network takes. */
export function placesOf(
  tasks: WindowTasks,
  rows: Int32Array,
  identities: readonly Identity[],
): Float32Array {
  const places = new Float32Array(rows.length * identities.length);
  for (const [k, { name, buckets }] of identities.entries()) {
    const ids = idsOf[name](tasks);
    for (let i = 0; i < rows.length; i++)
      places[i * identities.length + k] = hashOf(ids[rows[i]!]!) % buckets;
  }
  return places;
}

/** A whole number's 32 bits, mixed (the finaliser of MurmurHash3, Appleby, 2011). */
export function hashOf(id: number): number {
  let hash = id | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
