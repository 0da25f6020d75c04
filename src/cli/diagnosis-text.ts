/** A diagnosis for people, grouped by run, and for machines. */
import { groupBy } from "../core/group-by.ts";
import type { Finding, Severity } from "../diagnosis/index.ts";
import type { FoldersDiagnosis, RunDiagnosis } from "../experiments/index.ts";

const marks: Readonly<Record<Severity, string>> = { severe: "!!", warning: "! ", note: "· " };
const indent = "     ";
/** Columns of the longest lines; commands are not broken. */
const width = 110;

export function describeDiagnosis({ runs, seeds }: FoldersDiagnosis): string {
  const parts = runs.map(describeRun);
  const several = seeds.filter(({ folders }) => folders.length > 1);
  const compared = several.flatMap(({ algorithm, seeds: numbers, finding, unchecked }) => {
    const what = `${algorithm}, seeds ${numbers.join(", ")}`;
    if (finding !== null) return [`${what}\n${describeFinding(finding, null)}`];
    return [`${what}: ${unchecked === null ? "they agree" : `not compared, ${unchecked}`}\n`];
  });
  return [...parts, ...compared].join("\n");
}

function describeRun(run: RunDiagnosis): string {
  const { folder, algorithm, seed, status, episodesDone, episodes, findings, fine, unchecked } = run;
  const head = `${folder}: ${algorithm}, seed ${seed}, ${status}, ${episodesDone} of ${episodes} episodes\n`;
  const reasons = groupBy(unchecked, ({ because }) => because);
  const left = [...reasons].map(
    ([because, rules]) => `${rules.map(({ rule }) => rule).join(", ")} (${because})`,
  );
  return [
    head,
    ...(findings.length === 0
      ? ["  nothing found\n"]
      : findings.map((finding) => describeFinding(finding, run))),
    list("checked", fine.length === 0 ? ["nothing"] : fine, ", "),
    ...(left.length === 0 ? [] : [list("not checked", left, "; ")]),
  ].join("");
}

function describeFinding(
  { rule, severity, evidence, cause, changes, advice }: Finding,
  run: RunDiagnosis | null,
): string {
  const settings = changes.map(
    ({ setting, now, value }) =>
      `${indent}try    ${setting}: ${JSON.stringify(value)}   (is ${JSON.stringify(now)})\n`,
  );
  const command = run === null || changes.length === 0 ? [] : [`${indent}run    ${commandOf(run, rule)}\n`];
  return [
    `  ${marks[severity]} ${rule} (${severity})\n`,
    wrapped("seen", evidence),
    wrapped("cause", cause),
    ...settings,
    ...(advice === "" ? [] : [wrapped("advice", advice)]),
    ...command,
  ].join("");
}

/** Writes the changed scenario and trains on it. */
function commandOf(run: RunDiagnosis, rule: string): string {
  const file = `tried-${rule}.yaml`;
  return `edgeflock diagnose ${run.folder} --finding ${rule} --write ${file} && ${run.trainCommand(file)}`;
}

function list(label: string, items: readonly string[], separator: string): string {
  return wrapLines(`${label}: ${items.join(separator)}`, "  ", "    ");
}

function wrapped(label: string, text: string): string {
  return wrapLines(text, `${indent}${label.padEnd(7)}`, `${indent}${" ".repeat(7)}`);
}

function wrapLines(text: string, first: string, others: string): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = others;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return `${[...lines, line].join("\n")}\n`;
}

/** Plain JSON: each finding with the command that tries its settings, null where it has none. */
export function diagnosisJson({ runs, seeds }: FoldersDiagnosis) {
  return {
    runs: runs.map((run) => {
      const { trainCommand: _, manifest: __, findings, ...rest } = run;
      const withCommands = findings.map((finding) => ({
        ...finding,
        command: finding.changes.length === 0 ? null : commandOf(run, finding.rule),
      }));
      return { ...rest, findings: withCommands };
    }),
    seeds,
  };
}
