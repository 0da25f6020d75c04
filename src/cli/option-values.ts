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
