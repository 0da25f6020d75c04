/** The policies that learned ones are compared with, by name (docs/baselines.md). */
import type { BaselineDefinition } from "./baseline.ts";
import { clairvoyant, rollingHorizon } from "./clairvoyant/clairvoyant.ts";
import { leastLoaded } from "./least-loaded.ts";
import { local } from "./local.ts";
import { lookahead, lookaheadLate } from "./lookahead/lookahead.ts";
import { myopicGlobal } from "./myopic-global.ts";
import { myopicLocal } from "./myopic-local.ts";
import { random } from "./random.ts";
import { roundRobin } from "./round-robin.ts";
import { split } from "./split.ts";
import { staticTuned } from "./static-tuned.ts";

export {
  type BaselineDefinition,
  defaultTuningEpisodes,
  type JsonValue,
  type TunedParameters,
  type TuningOptions,
  tuningSalts,
} from "./baseline.ts";

export const baselines: ReadonlyMap<string, BaselineDefinition> = new Map(
  [
    local,
    random,
    roundRobin,
    split,
    leastLoaded,
    staticTuned,
    myopicLocal,
    myopicGlobal,
    lookahead,
    lookaheadLate,
    rollingHorizon,
    clairvoyant,
  ].map((definition) => [definition.name, definition]),
);
