/** Reads what an agent sees and may do, into arrays with room around, and checks what was written there. */
import type { AgentEnvironment } from "../agent-environment.ts";
import type { BoxEntry } from "../spaces.ts";
import type { EnvironmentRule } from "./findings.ts";

type Report = (rule: EnvironmentRule, message: string) => void;

/** Room before and behind. */
const margin = 3;
/** What stands in an array before it is written; no observation, and no mask, is likely to hold either. */
const untouched = {
  observation: [Math.fround(1.2345e30), Math.fround(-6.789e30)],
  mask: [119, 187],
} as const;
/** Observations are float32, and amounts of resources are rounded: how far a number may lie outside its range. */
const tolerance = 1e-6;

/** @returns the agent's observation, in the array that was handed over last */
export function lookAtObservation(
  environment: AgentEnvironment,
  agent: number,
  report: Report,
): Float32Array {
  const { entries } = environment.agents[agent]!.observation;
  const size = entries.length;
  const read = (blank: number) => {
    const out = new Float32Array(size + 2 * margin).fill(blank);
    environment.observe(out, margin);
    return out;
  };
  const [first, second] = untouched.observation.map(read) as [Float32Array, Float32Array];
  const problem = misplaced(first, second, size, untouched.observation);
  if (problem !== null) report("observation-size", `the observation has ${size} numbers, but ${problem}`);
  else if (!sameBits(first, second, size))
    report("looking-changes", "the observation is another when asked again");
  for (const [k, entry] of entries.entries()) checkEntry(entry, second[margin + k]!, report);
  return second.subarray(margin, margin + size);
}

/** @returns the mask of the agent's choices, likewise */
export function lookAtChoices(environment: AgentEnvironment, agent: number, report: Report): Uint8Array {
  const size = environment.agents[agent]!.choice.choices.length;
  const read = (blank: number) => {
    const out = new Uint8Array(size + 2 * margin).fill(blank);
    environment.writeChoiceMask(out, margin);
    return out;
  };
  const [first, second] = untouched.mask.map(read) as [Uint8Array, Uint8Array];
  const problem = misplaced(first, second, size, untouched.mask);
  const mask = second.subarray(margin, margin + size);
  if (problem !== null) report("mask", `the mask has ${size} numbers, but ${problem}`);
  else if (!sameBits(first, second, size)) report("looking-changes", "the mask is another when asked again");
  else if (mask.some((value) => value > 1)) report("mask", `the mask is ${mask.join(", ")}`);
  else if (!mask.includes(1)) report("mask", "no choice is left to take");
  return mask;
}

/** What was written where nothing should be, or not where something should; null when all is well. */
function misplaced(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  size: number,
  [blank, otherBlank]: readonly [number, number],
): string | null {
  for (let k = 0; k < first.length; k++) {
    const isInside = k >= margin && k < margin + size;
    const isBlank = first[k] === blank && second[k] === otherBlank;
    if (isInside && isBlank) return `number ${k - margin} is not written`;
    if (!isInside && !isBlank) return `something is written at ${k - margin}`;
  }
  return null;
}

function sameBits(first: ArrayLike<number>, second: ArrayLike<number>, size: number): boolean {
  for (let k = margin; k < margin + size; k++) if (!Object.is(first[k], second[k])) return false;
  return true;
}

function checkEntry({ name, low, high }: BoxEntry, value: number, report: Report): void {
  if (Number.isNaN(value)) {
    report("observation-not-a-number", `"${name}" is NaN`);
    return;
  }
  const least = low - tolerance * Math.max(1, Math.abs(low));
  const most = high === null ? Number.MAX_VALUE : high + tolerance * Math.max(1, Math.abs(high));
  if (value >= least && value <= most) return;
  report("observation-range", `"${name}" is ${value}, outside ${low} to ${high ?? "no end (but finite)"}`);
}
