/** Amounts that tasks ask for: what they may be, and how one is drawn. */
import { EdgeflockError } from "../../core/errors.ts";
import type { Rng } from "../../core/rng.ts";

export type Amount =
  | { readonly distribution: "constant"; readonly mean: number }
  | { readonly distribution: "exponential"; readonly mean: number }
  /** `variation` is the coefficient of variation. */
  | { readonly distribution: "lognormal"; readonly mean: number; readonly variation: number }
  /** `shape` above 1; values above `most` are cut to it. */
  | {
      readonly distribution: "pareto";
      readonly mean: number;
      readonly shape: number;
      readonly most?: number | undefined;
    }
  /** One of a few, by their shares up to a common factor. */
  | {
      readonly distribution: "discrete";
      readonly values: readonly number[];
      readonly shares: readonly number[];
    };

/** Draws amounts from a stream. */
export function amountDraw(amount: Amount): (rng: Rng) => number {
  switch (amount.distribution) {
    case "constant":
      return () => amount.mean;
    case "exponential":
      return (rng) => rng.exponential(amount.mean);
    case "lognormal": {
      const variance = Math.log(1 + amount.variation ** 2);
      const logMean = Math.log(amount.mean) - variance / 2;
      const sigma = Math.sqrt(variance);
      return (rng) => Math.exp(logMean + sigma * rng.normal());
    }
    case "pareto": {
      const least = (amount.mean * (amount.shape - 1)) / amount.shape;
      const most = amount.most ?? Number.POSITIVE_INFINITY;
      return (rng) => Math.min(most, least * (1 - rng.uniform()) ** (-1 / amount.shape));
    }
    case "discrete": {
      const draw = indexDraw(amount.shares);
      return (rng) => amount.values[draw(rng)]!;
    }
  }
}

/** Draws an index by weights, which are not negative and of positive sum. */
export function indexDraw(weights: readonly number[]): (rng: Rng) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const upTo = weights.map((weight) => {
    sum += weight;
    return sum / total;
  });
  const last = weights.findLastIndex((weight) => weight > 0);
  // By bisection: there may be ten thousand servers, or a million users.
  return (rng) => {
    const place = rng.uniform();
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > place) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Whether numbers can be weights. */
export function areWeights(weights: readonly number[]): boolean {
  const finite = (weight: number) => weight >= 0 && weight < Number.POSITIVE_INFINITY;
  return weights.every(finite) && weights.some((weight) => weight > 0);
}

/**
 * @param least what the amount may be at least; none may be 0 when it is above
 * @throws EdgeflockError("value") when it is none
 */
export function checkAmount(name: string, amount: Amount, least: 0 | "above 0"): void {
  const within = (value: number) =>
    value < Number.POSITIVE_INFINITY && (least === 0 ? value >= 0 : value > 0);
  let bad: string | false = false;
  if (amount.distribution === "discrete") {
    const { values, shares } = amount;
    bad =
      (!values.every(within) && `a value of ${name} is ${values.find((value) => !within(value))}`) ||
      (values.length !== shares.length &&
        `${name} has ${values.length} values and ${shares.length} shares`) ||
      (!areWeights(shares) && `the shares of ${name} are ${shares.slice(0, 10).join(", ")}`);
  } else {
    bad = !within(amount.mean) && `the mean of ${name} is ${amount.mean}`;
    if (amount.distribution === "lognormal" && !(amount.variation > 0 && amount.variation < 1e6)) {
      bad ||= `the variation of ${name} is ${amount.variation}`;
    }
    if (amount.distribution === "pareto" && !(amount.shape > 1 && amount.shape < 1e6)) {
      bad ||= `the shape of ${name} is ${amount.shape}`;
    }
  }
  if (bad) {
    throw new EdgeflockError(
      "value",
      `amounts: ${bad}`,
      "Work is above 0, inputs are not below, a Pareto shape is above 1, and shares add up to more than 0.",
    );
  }
}
