/**
 * One forecaster beside the naive one, on one target, at one server or over all: rolling errors, evidence of a change,
 * and whether the forecaster counts as drifted. The state is plain data: it can be written as JSON and taken up again.
 */
import { addEvidence, noEvidence } from "./change-evidence.ts";
import type { DriftSettings } from "./drift-settings.ts";

/** Mean losses, on the logarithmic scale of the target. */
export interface ErrorPair {
  readonly forecaster: number;
  readonly naive: number;
}

/** The stretch in which the forecaster has been worse on balance; once it has drifted, better on balance. */
interface Stretch {
  /** How much worse (better) it was in all; where this falls to 0 a new stretch begins. */
  excess: number;
  tasks: number;
  /** When it began, by the monitor's clock [s]. */
  fromSeconds: number;
  forecasterLoss: number;
  naiveLoss: number;
}

export interface ComparisonState {
  /** Forecasts compared so far. */
  count: number;
  /** Sums of their losses. */
  sums: { forecaster: number; naive: number };
  drifted: boolean;
  /** Exponentially weighted means of the losses and of their squared difference; at first plain means. */
  rolling: { forecaster: number; naive: number; square: number };
  evidence: number[];
  stretch: Stretch;
}

export interface Change {
  readonly to: "drifted" | "recovered";
  /** Over the stretch that led to it. */
  readonly errors: ErrorPair;
  readonly forTasks: number;
  readonly forSeconds: number;
}

/** Forecasts after which the rolling errors are a yardstick. */
const warmUp = 20;
/** Forecasts over which the deviation is estimated: few, so that a recovery need not wait until a drift is forgotten. */
const deviationTasks = 50;

export function newComparison(): ComparisonState {
  return {
    count: 0,
    sums: { forecaster: 0, naive: 0 },
    drifted: false,
    rolling: { forecaster: 0, naive: 0, square: 0 },
    evidence: noEvidence(),
    stretch: newStretch(0),
  };
}

function newStretch(fromSeconds: number): Stretch {
  return { excess: 0, tasks: 0, fromSeconds, forecasterLoss: 0, naiveLoss: 0 };
}

/** The rolling errors; null before the first forecast has been compared. */
export function rollingErrors({ count, rolling }: ComparisonState): ErrorPair | null {
  return count === 0 ? null : { forecaster: rolling.forecaster, naive: rolling.naive };
}

/** Plain means over all forecasts so far; null before the first has been compared. */
export function meanErrors({ count, sums }: ComparisonState): ErrorPair | null {
  return count === 0 ? null : { forecaster: sums.forecaster / count, naive: sums.naive / count };
}

/**
 * Adds one compared forecast, in place.
 *
 * @param bound what the two losses differ by at most, known before the outcome
 * @param clockSeconds a clock that never goes back
 * @param thresholds of the evidence for a drift and for a recovery
 */
export function compare(
  state: ComparisonState,
  { forecaster, naive }: ErrorPair,
  bound: number,
  clockSeconds: number,
  settings: DriftSettings,
  thresholds: { readonly drift: number; readonly recovery: number },
): Change | null {
  const { rolling } = state;
  let change: Change | null = null;
  if (state.count >= warmUp) {
    const allowed = state.drifted ? 0 : settings.margin * rolling.naive;
    const excess = (state.drifted ? naive - forecaster : forecaster - naive) - allowed;
    extend(state, excess, forecaster, naive, clockSeconds);
    const deviation = Math.sqrt(rolling.square);
    const evidence = addEvidence(state.evidence, excess, bound + allowed, deviation);
    const { tasks, fromSeconds, forecasterLoss, naiveLoss } = state.stretch;
    const forSeconds = clockSeconds - fromSeconds;
    const threshold = state.drifted ? thresholds.recovery : thresholds.drift;
    if (evidence >= threshold && tasks >= settings.leastTasks && forSeconds >= settings.leastSeconds) {
      state.drifted = !state.drifted;
      state.evidence = noEvidence();
      state.stretch = newStretch(clockSeconds);
      change = {
        to: state.drifted ? "drifted" : "recovered",
        errors: { forecaster: forecasterLoss / tasks, naive: naiveLoss / tasks },
        forTasks: tasks,
        forSeconds,
      };
    }
  }
  const factorOver = (tasks: number) => 1 / Math.min(tasks, state.count + 1);
  const factor = factorOver(settings.rollingTasks);
  rolling.forecaster += factor * (forecaster - rolling.forecaster);
  rolling.naive += factor * (naive - rolling.naive);
  rolling.square += factorOver(deviationTasks) * ((forecaster - naive) ** 2 - rolling.square);
  state.sums.forecaster += forecaster;
  state.sums.naive += naive;
  state.count++;
  return change;
}

function extend(
  state: ComparisonState,
  excess: number,
  forecaster: number,
  naive: number,
  now: number,
): void {
  const { stretch } = state;
  if (stretch.excess + excess <= 0) {
    state.stretch = newStretch(now);
    return;
  }
  stretch.excess += excess;
  stretch.tasks++;
  stretch.forecasterLoss += forecaster;
  stretch.naiveLoss += naive;
}
