/** What a decision means for the plain simulator: clipped, and cut into parts. */
import type { PlainDecision, PlainTask } from "./fixtures.test-helper.ts";
import type { NetworkSpec } from "./network.ts";

/** The parts in their order (home first, then ascending), each with the input it needs where it is not at home. */
export function plainParts(
  spec: NetworkSpec,
  task: PlainTask,
  decision: PlainDecision,
  split: "equal" | "weighted",
) {
  const clip = (value: number, least: number) => Math.min(1, Math.max(least, value));
  const targets = [...(decision.targets ?? [])];
  const x = targets.length === 0 ? 0 : clip(decision.offloadRatio ?? 0, 0);
  const dataX =
    x === 0 || split === "equal" || decision.dataRatio === undefined ? x : clip(decision.dataRatio, 0);
  const weights = targets.map((_, k) => decision.weights?.[k] ?? 1);
  const weightOf = (target: number) =>
    weights[targets.indexOf(target)]! / weights.reduce((sum, weight) => sum + weight, 0);
  const portion = (whole: number, target: number) =>
    split === "equal" ? whole / targets.length : whole * weightOf(target);
  const cycles = task.cycles ?? 8;
  const bits = task.bits ?? 8;
  return {
    parts: [
      { server: task.home ?? 0, cycles: (1 - x) * cycles, bits: (1 - dataX) * bits },
      ...targets
        .toSorted((a, b) => a - b)
        .map((server) => ({
          server,
          cycles: portion(x * cycles, server),
          bits: portion(dataX * bits, server),
        })),
    ].filter((part) => part.cycles > 0),
    computeFraction: spec.resourceCap * clip(decision.computeShare ?? 1, spec.shareMin),
    bandwidthFraction: spec.resourceCap * clip(decision.bandwidthShare ?? 1, spec.shareMin),
  };
}
