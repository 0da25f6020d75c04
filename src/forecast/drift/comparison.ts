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
  drifted: boolean;
  /** Exponentially weighted sums of losses and of their squared difference, and the sum of the weights. */
  rolling: { forecaster: number; naive: number; square: number; weight: number };
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

export function newComparison(): ComparisonState {
  return {
    count: 0,
    drifted: false,
    rolling: { forecaster: 0, naive: 0, square: 0, weight: 0 },
    evidence: noEvidence(),
    stretch: newStretch(0),
  };
}

function newStretch(fromSeconds: number): Stretch {
  return { excess: 0, tasks: 0, fromSeconds, forecasterLoss: 0, naiveLoss: 0 };
}

/** The rolling errors; null before the first forecast has been compared. */
export function rollingErrors({ rolling }: ComparisonState): ErrorPair | null {
  if (rolling.weight === 0) return null;
  return { forecaster: rolling.forecaster / rolling.weight, naive: rolling.naive / rolling.weight };
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
    const allowed = state.drifted ? 0 : (settings.margin * rolling.naive) / rolling.weight;
    const excess = (state.drifted ? naive - forecaster : forecaster - naive) - allowed;
    extend(state, excess, forecaster, naive, clockSeconds);
    const deviation = Math.sqrt(rolling.square / rolling.weight);
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
  const factor = 1 / settings.rollingTasks;
  rolling.forecaster += factor * (forecaster - rolling.forecaster);
  rolling.naive += factor * (naive - rolling.naive);
  rolling.square += factor * ((forecaster - naive) ** 2 - rolling.square);
  rolling.weight += factor * (1 - rolling.weight);
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
