/**
 * Diagnosis of trainings (layer 2, pure): rules that read a training's record, and say what is wrong with it, why, and
 * what to try. docs/diagnosis.md has them all.
 *
 * - `diagnoseRun(record)` asks every rule about one run, complete or not.
 * - `diagnoseSeeds(runs)` compares runs that differ in their seed alone.
 */
export { type Diagnosis, diagnoseRun } from "./diagnose-run.ts";
export { diagnoseSeeds, type SeededRun, seedsRule } from "./diagnose-seeds.ts";
export { type Finding, type SettingChange, type Severity, severities } from "./finding.ts";
export { inWords } from "./format.ts";
export type { DriftNote, RunRecord } from "./run-record.ts";
