/** Numbers and settings in sentences. */
import type { SettingChange } from "./finding.ts";

/** Three significant digits: `0.532`, `12.4`, `1.2e+7`. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

export function percent(fraction: number): string {
  return `${number(100 * fraction)} %`;
}

/** `training.cto.gamma: 0.95 (is 0.9)` */
export function inWords({ setting, now, value }: SettingChange): string {
  return `${setting}: ${JSON.stringify(value)} (is ${JSON.stringify(now)})`;
}

/** `in episode 4`, `in episodes 3 to 7`. */
export function inEpisodes([first, last]: readonly [number, number]): string {
  return first === last ? `in episode ${first}` : `in episodes ${first} to ${last}`;
}
