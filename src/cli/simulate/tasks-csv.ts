/** The table of `simulate --tasks-csv`: one row a task, in order of arrival, every number with all its digits. */
import type { Rollout } from "../../env/index.ts";

const header =
  "task,home,arrival,inputBits,cycles,targets,offloadRatio,computeShare,bandwidthShare,latency,energy,dropped";

/** Yields the file's text, header first, in pieces of some thousand lines. Targets are joined with `;`. */
export function* tasksCsv({ simulator, decisions }: Rollout): Generator<string> {
  const { tasks, outcomes, network } = simulator;
  const lines = [header];
  for (let row = 0; row < tasks.count; row++) {
    const first = row * network.maxTargets;
    const targets = Array.from(decisions.targets.subarray(first, first + network.maxTargets));
    lines.push(
      [
        row,
        tasks.home[row]!,
        tasks.arrivalSeconds[row]!,
        tasks.inputBits[row]!,
        tasks.cycles[row]!,
        targets.filter((server) => server >= 0).join(";"),
        decisions.offloadRatio[row]!,
        decisions.computeShare[row]!,
        decisions.bandwidthShare[row]!,
        outcomes.latencySeconds[row]!,
        outcomes.energyJoules[row]!,
        outcomes.dropped[row]!,
      ].join(","),
    );
    if (lines.length === 4096) yield `${lines.splice(0).join("\n")}\n`;
  }
  if (lines.length > 0) yield `${lines.join("\n")}\n`;
}
