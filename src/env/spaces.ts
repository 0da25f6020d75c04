/** What observations and actions look like, as data: names, units and ranges, number by number. */
import { EdgeflockError } from "../core/errors.ts";

export interface BoxEntry {
  readonly name: string;
  readonly meaning: string;
  /** Of the number as it stands in the array; empty for a plain number. */
  readonly unit: string;
  readonly low: number;
  /** Null where there is no upper end. */
  readonly high: number | null;
}

/** A vector of numbers, each in its own range. */
export interface Box {
  readonly kind: "box";
  readonly entries: readonly BoxEntry[];
}

/** One of a few things, by its place in the list. */
export interface Discrete {
  readonly kind: "discrete";
  readonly choices: readonly string[];
}

/** What one agent sees and does. An action is one of `choice` and, with it, a number for each entry of `values`. */
export interface AgentSpaces {
  readonly name: string;
  readonly observation: Box;
  /** Of a single choice where there is nothing to choose. */
  readonly choice: Discrete;
  /** Of no entries where there are no numbers to give. Every entry has both ends. */
  readonly values: Box;
}

/** Throws `EdgeflockError("value")` when `out` cannot take `size` numbers from `offset` on. */
export function requireRoom(out: ArrayLike<number>, offset: number, size: number, what: string): void {
  if (offset + size <= out.length) return;
  throw new EdgeflockError(
    "value",
    `${what} has ${size} numbers, but from ${offset} on there is room for ${Math.max(0, out.length - offset)}`,
    "Give a larger array, or a smaller offset.",
  );
}
