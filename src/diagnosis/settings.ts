/** Looks settings up in a configuration by their name, whichever group they are in: algorithms group them differently. */
import type { SettingChange } from "./finding.ts";
import type { RunRecord } from "./run-record.ts";

export interface Setting {
  /** From the configuration's top, e.g. `madqn.epsilonEnd`. */
  readonly path: string;
  readonly value: unknown;
}

/** Every setting that is no group, the outer ones first. */
function allSettings(config: unknown, prefix = ""): readonly Setting[] {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return [];
  const entries = Object.entries(config);
  const isGroup = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  const own = entries.filter(([, value]) => !isGroup(value));
  return [
    ...own.map(([key, value]) => ({ path: `${prefix}${key}`, value })),
    ...entries
      .filter(([, value]) => isGroup(value))
      .flatMap(([key, value]) => allSettings(value, `${prefix}${key}.`)),
  ];
}

/** The first setting whose path is `name` or ends in `.name`; null where the algorithm has none. */
export function settingOf(run: RunRecord, name: string): Setting | null {
  return allSettings(run.config).find(({ path }) => path === name || path.endsWith(`.${name}`)) ?? null;
}

/** Its value where it is a number, else null. */
export function numberOf(run: RunRecord, name: string): number | null {
  const value = settingOf(run, name)?.value;
  return typeof value === "number" ? value : null;
}

/**
 * Proposes another value for a setting.
 * @param choose the value to try, from the present one; null for none, and where it is the present one there is none
 * @returns one change or none
 */
export function change(
  run: RunRecord,
  name: string,
  choose: (now: number) => number | null,
): readonly SettingChange[] {
  const setting = settingOf(run, name);
  if (setting === null || typeof setting.value !== "number") return [];
  const value = choose(setting.value);
  return value === null || value === setting.value
    ? []
    : [{ setting: `training.${run.algorithm}.${setting.path}`, now: setting.value, value }];
}

/** Raises a setting between 0 and 1 by half, and to `least` where that is more. */
export function moreOf(run: RunRecord, name: string, least: number): readonly SettingChange[] {
  return change(run, name, (now) => rounded(Math.min(1, Math.max(1.5 * now, least))));
}

/** As `change`, for settings that are no numbers. */
export function replaceSetting(run: RunRecord, name: string, value: unknown): readonly SettingChange[] {
  const setting = settingOf(run, name);
  return setting === null || JSON.stringify(setting.value) === JSON.stringify(value)
    ? []
    : [{ setting: `training.${run.algorithm}.${setting.path}`, now: setting.value, value }];
}

/** Sane step sizes of Adam lie below this; larger ones are divided until they do. */
const largestSaneRate = 1e-3;

/** All learning rates divided by `factor`, and to no more than is sane. */
export function slowerLearning(run: RunRecord, factor: number): readonly SettingChange[] {
  return allSettings(run.config)
    .filter(({ path }) => /learningRate$/i.test(path))
    .flatMap(({ path }) => change(run, path, (now) => rounded(Math.min(now / factor, largestSaneRate))));
}

/** Two significant digits: a proposal is no measurement. */
export function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
