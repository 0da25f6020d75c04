/** Generators of tasks; none needs Node. */
export type { Amount } from "./amount.ts";
export { type BurstsGeneratorOptions, burstsGenerator } from "./bursts.ts";
export type { Count } from "./count.ts";
export { type DiurnalGeneratorOptions, diurnalGenerator } from "./diurnal.ts";
export { type FlashCrowdsGeneratorOptions, flashCrowdsGenerator } from "./flash-crowds.ts";
export { GeneratedSource, type GeneratedSourceOptions } from "./generated-source.ts";
export { generatedWorkload } from "./generated-workload.ts";
export type { GeneratedTask, Generator } from "./generator.ts";
export type { SyntheticGoogleOptions } from "./google-options.ts";
export type { RateOptions } from "./jobs-at-rate.ts";
export { type MmppGeneratorOptions, type MmppState, mmppGenerator } from "./mmpp.ts";
export { type PoissonGeneratorOptions, poissonGenerator } from "./poisson.ts";
export { type PoissonOptions, PoissonSource } from "./poisson-source.ts";
export type { Swing } from "./rate.ts";
export type { RequestOptions } from "./requests.ts";
export { GoogleGenerator, syntheticGoogle } from "./synthetic-google.ts";
export { SyntheticSource, type SyntheticSourceOptions } from "./synthetic-source.ts";
