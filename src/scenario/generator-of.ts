/** The generator of a scenario's tasks. */
import { burstsGenerator } from "../workload/synthetic/bursts.ts";
import { diurnalGenerator } from "../workload/synthetic/diurnal.ts";
import { flashCrowdsGenerator } from "../workload/synthetic/flash-crowds.ts";
import type { Generator } from "../workload/synthetic/generator.ts";
import { mmppGenerator } from "../workload/synthetic/mmpp.ts";
import { poissonGenerator } from "../workload/synthetic/poisson.ts";
import { GoogleGenerator } from "../workload/synthetic/synthetic-google.ts";
import { shapingOf } from "./build.ts";
import type { Scenario } from "./schema.ts";

type Kind = Scenario["workload"]["kind"];
type WorkloadOf<K extends Kind> = Extract<Scenario["workload"], { kind: K }>;

export type GeneratedWorkload = Extract<Scenario["workload"], { durationSeconds: number }>;

/** Whether tasks are made, and not read from a trace. */
export function isGenerated(workload: Scenario["workload"]): workload is GeneratedWorkload {
  return "durationSeconds" in workload;
}

type Makers = {
  readonly [K in GeneratedWorkload["kind"]]: (workload: WorkloadOf<K>, scenario: Scenario) => Generator;
};

const makers: Makers = {
  "synthetic-google": (workload, scenario) => new GoogleGenerator(workload, shapingOf(scenario)),
  poisson: (workload, scenario) => poissonGenerator(withRate(workload, scenario)),
  mmpp: (workload, scenario) =>
    mmppGenerator({
      ...common(workload, scenario),
      states: workload.states.map(({ rate, sojournSeconds }) => ({
        rate: rate * servers(workload, scenario),
        sojournSeconds,
      })),
    }),
  diurnal: (workload, scenario) => diurnalGenerator(withRate(workload, scenario)),
  "flash-crowds": (workload, scenario) => flashCrowdsGenerator(withRate(workload, scenario)),
  bursts: (workload, scenario) =>
    burstsGenerator({ ...withRate(workload, scenario), homeWeights: workload.homeWeights ?? [] }),
};

/**
 * @param change in place of the workload's own: its seed, and its length [s], before `timeScale` where it has one
 * @throws EdgeflockError("value") when the workload's fields do not go together
 */
export function generatorOf(
  scenario: Scenario,
  workload: GeneratedWorkload,
  change: { readonly seed?: number; readonly durationSeconds?: number } = {},
): Generator {
  const make = makers[workload.kind] as (workload: GeneratedWorkload, scenario: Scenario) => Generator;
  return make({ ...workload, ...change }, scenario);
}

type RateWorkload = Exclude<GeneratedWorkload, { kind: "synthetic-google" }>;

/** With a deadline for all tasks where the scenario has one and the workload has none of its own. */
function common<W extends RateWorkload>(workload: W, { deadline }: Scenario) {
  const { requests } = workload;
  if (deadline === undefined || requests.deadline !== undefined) return workload;
  const constant = { distribution: "constant", mean: deadline } as const;
  return { ...workload, requests: { ...requests, deadline: constant } };
}

/** With the rate of the whole network. */
function withRate<W extends RateWorkload & { readonly rate: number }>(workload: W, scenario: Scenario) {
  return { ...common(workload, scenario), rate: workload.rate * servers(workload, scenario) };
}

/** What rates are multiplied by. */
function servers({ ratesOf }: RateWorkload, scenario: Scenario): number {
  return ratesOf === "server" ? scenario.servers.length : 1;
}
