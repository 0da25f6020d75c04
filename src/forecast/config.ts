/** Configuration of the transformer forecaster and of its training. */
import { EdgeflockError } from "../core/errors.ts";

export interface ForecasterConfig {
  /** Tasks of its own server that a forecast may look back on. */
  readonly length: number;
  /** Width of the token embedding; a multiple of `heads`. */
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  /** Width of the hidden layer of each block's feed-forward network. */
  readonly feedForward: number;
  /** Windows of `length` tasks in one update. */
  readonly batch: number;
  /** Updates at most; early stopping may end it sooner. */
  readonly updates: number;
  /** Updates between two looks at the validation windows. */
  readonly validateEvery: number;
  /** Looks without improvement after which training stops. */
  readonly patience: number;
  /** Peak step size of Adam: reached after `warmUp` updates, then lowered to 0 along a half cosine. */
  readonly learningRate: number;
  readonly warmUp: number;
  /** Gradients are scaled down to this Euclidean norm. */
  readonly maxGradientNorm: number;
}

/** Found on the validation window of `paper-3mec`; wider networks and longer training only fit the training window better. */
export const defaultForecasterConfig: ForecasterConfig = {
  length: 32,
  width: 16,
  heads: 2,
  layers: 2,
  feedForward: 32,
  batch: 32,
  updates: 1500,
  validateEvery: 50,
  patience: 8,
  learningRate: 2e-3,
  warmUp: 100,
  maxGradientNorm: 1,
};

const integers = [
  "length",
  "width",
  "heads",
  "layers",
  "feedForward",
  "batch",
  "updates",
  "validateEvery",
  "patience",
] as const;

/** Fills in defaults and checks; throws EdgeflockError("value") that names the field. */
export function forecasterConfig(overrides: Partial<ForecasterConfig> = {}): ForecasterConfig {
  const config = { ...defaultForecasterConfig, ...overrides };
  const refuse = (field: keyof ForecasterConfig, rule: string) =>
    new EdgeflockError("value", `forecaster.${field} is ${config[field]}`, `Give ${rule}.`);
  for (const field of integers) {
    if (!Number.isSafeInteger(config[field]) || config[field] < 1)
      throw refuse(field, "an integer of at least 1");
  }
  if (config.length < 2 || config.length % 2 !== 0) throw refuse("length", "an even number of at least 2");
  if (config.width % config.heads !== 0) throw refuse("width", `a multiple of heads (${config.heads})`);
  if (!Number.isSafeInteger(config.warmUp) || config.warmUp < 0)
    throw refuse("warmUp", "an integer of at least 0");
  for (const field of ["learningRate", "maxGradientNorm"] as const) {
    if (!(config[field] > 0 && Number.isFinite(config[field]))) throw refuse(field, "a number above 0");
  }
  return config;
}
