/** Checks an environment's members and its spaces, before it is played. */
import type { AgentEnvironment } from "../agent-environment.ts";
import type { Box } from "../spaces.ts";
import type { Findings } from "./findings.ts";

const methods = ["reset", "observe", "writeChoiceMask", "step", "reward", "takeCredits"] as const;

/** @returns whether it can be played at all */
export function checkMembers(environment: AgentEnvironment, findings: Findings): boolean {
  const refuse = (message: string) => {
    findings.add("interface", message);
    return false;
  };
  if (typeof environment !== "object" || environment === null) return refuse(`it is ${String(environment)}`);
  const missing = methods.filter((name) => typeof environment[name] !== "function");
  if (missing.length > 0) return refuse(`it lacks ${missing.map((name) => `${name}()`).join(", ")}`);
  const { agents, agent, ending } = environment;
  if (!Array.isArray(agents) || agents.length === 0) return refuse("`agents` is no list of agents");
  if (agent !== -1) return refuse(`\`agent\` is ${agent} before the first reset, not −1`);
  if (ending !== null) return refuse(`\`ending\` is ${ending} before the first reset, not null`);
  return true;
}

/** @returns whether the agents can be played */
export function checkSpaces({ agents }: AgentEnvironment, findings: Findings): boolean {
  let isSound = true;
  const report = (agent: number, problem: string) => {
    isSound = false;
    findings.add("spaces", `agent ${agent}: ${problem}`, { seed: null, step: null, agent });
  };
  const names = new Set<string>();
  for (const [m, { name, observation, choice, values }] of agents.entries()) {
    if (typeof name !== "string" || names.has(name)) report(m, `its name "${name}" is no name of its own`);
    names.add(name);
    for (const problem of [...problemsOf(observation), ...problemsOf(values)]) report(m, problem);
    const open = values?.entries?.find(({ high }) => high === null);
    if (open !== undefined) report(m, `the value "${open.name}" has no upper end`);
    const choices = choice?.kind === "discrete" && Array.isArray(choice.choices) ? choice.choices : [];
    if (choices.length === 0) report(m, "it has no choices, not even a single one");
    if (new Set(choices).size < choices.length) report(m, "two of its choices have the same name");
  }
  return isSound;
}

function problemsOf(box: Box): string[] {
  if (box?.kind !== "box" || !Array.isArray(box.entries)) return ["a space is no box with entries"];
  const names = new Set(box.entries.map(({ name }) => name));
  const problems = names.size < box.entries.length ? ["two entries of a box have the same name"] : [];
  for (const { name, low, high } of box.entries) {
    const isRange = Number.isFinite(low) && (high === null || (Number.isFinite(high) && low < high));
    if (!isRange) problems.push(`the range of "${name}" is ${low} to ${high}`);
  }
  return problems;
}
