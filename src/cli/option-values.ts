/** Parsers of option values; for one that does not fit Commander names the option and the value. */
import { InvalidArgumentError } from "commander";

/** An integer of at least `least`, e.g. for `--seed` (0) and `--seeds` (1). */
export function integerFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text.trim()) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be an integer of at least ${least}.`);
    }
    return value;
  };
}

/** A number above 0, e.g. for `--duration`. */
export function positiveFrom(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("It must be a number above 0.");
  }
  return value;
}
