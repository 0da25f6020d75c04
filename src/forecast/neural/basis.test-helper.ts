/** All of an encoding that does not depend on the features, for tests. */
import type { WindowTasks } from "../../workload/workload.ts";
import { fitTargetScales } from "../target-scales.ts";
import { forecasterConfig } from "./config.ts";
import type { EncodingBasis } from "./encode.ts";
import { fitStatistics } from "./statistics.ts";

export function basisFor(train: readonly WindowTasks[]): EncodingBasis {
  const scales = fitTargetScales(train);
  const { features } = forecasterConfig();
  return { features, periodsSeconds: [], identities: [], scales, statistics: fitStatistics(train, scales) };
}
