/** What the options of generators have to be; a scenario's schema has checked its own already. */
import { EdgeflockError } from "../../core/errors.ts";
import { areWeights, checkAmount } from "./amount.ts";
import type { Count } from "./count.ts";
import type { RequestOptions } from "./requests.ts";

const domains = {
  "above 0": (value: number) => value > 0 && value < Number.POSITIVE_INFINITY,
  "not below 0": (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY,
  "at least 1 ms": (value: number) => value >= 1e-3 && value < Number.POSITIVE_INFINITY,
  "at least 1": (value: number) => value >= 1 && value < Number.POSITIVE_INFINITY,
  "from 0 to 1": (value: number) => value >= 0 && value <= 1,
  finite: (value: number) => Number.isFinite(value),
  "a whole number": (value: number) => Number.isSafeInteger(value),
  "a whole number from 1 on": (value: number) => Number.isSafeInteger(value) && value >= 1,
} as const;

type Domain = keyof typeof domains;

/**
 * @param options name, value and what it has to be
 * @throws EdgeflockError("value") naming the first that is not
 */
export function checkOptions(
  generator: string,
  options: readonly (readonly [string, number, Domain])[],
): void {
  for (const [name, value, domain] of options) {
    if (domains[domain](value)) continue;
    throw new EdgeflockError("value", `${generator}: ${name} is ${value}`, `It has to be ${domain}.`);
  }
}

/** What all generators of arrivals have. */
export function checkCommon(
  generator: string,
  options: { readonly durationSeconds: number; readonly seed: number; readonly requests: RequestOptions },
): void {
  const { durationSeconds, seed, requests } = options;
  const { users, stickiness, classes, tasksPerJob, work, input, deadline } = requests;
  checkOptions(generator, [
    ["durationSeconds", durationSeconds, "above 0"],
    ["seed", seed, "a whole number"],
    ["users.count", users.count, "a whole number from 1 on"],
    ["users.zipf", users.zipf, "not below 0"],
    ["stickiness", stickiness, "from 0 to 1"],
  ]);
  checkAmount("work", work, "above 0");
  checkAmount("input", input, 0);
  if (deadline !== undefined) checkAmount("deadline", deadline, "above 0");
  if (classes !== undefined) checkWeights(generator, "classes", classes);
  checkCount(generator, "tasksPerJob", tasksPerJob);
}

export function checkCount(generator: string, name: string, count: Count): void {
  if (count.distribution === "constant") {
    checkOptions(generator, [[name, count.value, "a whole number from 1 on"]]);
  } else if (count.distribution === "geometric") {
    checkOptions(generator, [[`the mean of ${name}`, count.mean, "at least 1"]]);
  } else {
    checkOptions(
      generator,
      count.values.map((value) => [`a value of ${name}`, value, "a whole number from 1 on"] as const),
    );
    checkWeights(generator, `the shares of ${name}`, count.shares, count.values.length);
  }
}

export function checkWeights(
  generator: string,
  name: string,
  weights: readonly number[],
  count = weights.length,
): void {
  if (areWeights(weights) && weights.length === count) return;
  throw new EdgeflockError(
    "value",
    `${generator}: ${name} are ${weights.slice(0, 10).join(", ")}`,
    `Give ${count} numbers, none below 0, that add up to more than 0.`,
  );
}
