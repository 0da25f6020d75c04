/** Parsers of option values; a value that does not fit is a usage error naming the option's own words. */
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

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600 };

/** A time span such as `90`, `90s`, `10min` or `1.5h`, in seconds. */
export function secondsOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(s|m|min|h)?$/.exec(text.trim());
  const value = match === null ? Number.NaN : Number(match[1]) * (unitSeconds[match[2] ?? "s"] ?? Number.NaN);
  if (!(value > 0)) {
    throw new InvalidArgumentError('It must be a time span above 0, such as "90s", "10min" or "1.5h".');
  }
  return value;
}
