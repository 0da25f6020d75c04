/** Settings by their paths (`maddpg.actorLearningRate`), within the nested settings that algorithms take. */
import { isRecord } from "../../core/is-record.ts";
import type { TrialSettings } from "./search-space.ts";

export type NestedSettings = Readonly<Record<string, unknown>>;

/** `base` with the values at their paths; neither is changed. */
export function withSettings(base: NestedSettings, settings: TrialSettings): NestedSettings {
  const result = structuredClone(base) as Record<string, unknown>;
  for (const [path, value] of Object.entries(settings)) {
    const keys = path.split(".");
    const last = keys.pop()!;
    let group = result;
    for (const key of keys) {
      if (!isRecord(group[key])) group[key] = {};
      group = group[key] as Record<string, unknown>;
    }
    group[last] = value;
  }
  return result;
}

/** The value at a path; undefined where there is none. */
export function settingAt(settings: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((group, key) => (isRecord(group) ? group[key] : undefined), settings);
}
