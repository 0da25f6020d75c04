/** What was found about the trainings behind the learned policies: one row for each finding of a policy. */
import { groupBy } from "../../../core/group-by.ts";
import { type Severity, severities } from "../../../diagnosis/index.ts";
import type { ReportContext } from "../report-context.ts";
import type { TrainingDiagnosis } from "../report-data.ts";
import { type Html, html } from "./html.ts";

/** The gravest is 0. */
const rank = (severity: Severity) => severities.indexOf(severity);

/** Null when nothing was trained. */
export function diagnosisSection({ data }: ReportContext): Html | null {
  const diagnoses = data.learning?.diagnoses ?? [];
  if (diagnoses.length === 0) return null;
  const bodies = [...groupBy(diagnoses, ({ policy }) => policy)].map(([policy, own]) =>
    policyRows(policy, own),
  );
  return html`<div class="table" role="region" aria-label="Findings about the trainings" tabindex="0"><table>
<caption>What was found about the trainings, the gravest first.</caption>
<thead><tr><th scope="col">Finding</th><th scope="col">Severity</th><th scope="col">Seeds</th><th scope="col">Seen (in the first of the seeds)</th><th scope="col">Try</th></tr></thead>
${bodies}</table></div>
<p class="note">Severe: the result is not to be used. Warning: it is likely worse than it need be. Note: worth knowing, and may be as it should.
<code>edgeflock diagnose</code>, given the folder of a run, tells causes too, and what was looked for and not found.</p>`;
}

function policyRows(policy: string, diagnoses: readonly TrainingDiagnosis[]): Html {
  const found = diagnoses.flatMap(({ seed, findings }) => findings.map((finding) => ({ seed, ...finding })));
  const rows = [...groupBy(found, ({ rule }) => rule).values()]
    .map((group) => ({
      ...group.reduce((one, other) => (rank(other.severity) < rank(one.severity) ? other : one)),
      seeds: group.map(({ seed }) => seed),
    }))
    .sort((one, other) => rank(one.severity) - rank(other.severity));
  const runs = `${diagnoses.length} ${diagnoses.length === 1 ? "training" : "trainings"}`;
  return html`<tbody><tr class="group"><th colspan="5" scope="rowgroup">${policy}, ${runs}</th></tr>${
    rows.length === 0
      ? html`<tr><td colspan="5">nothing found</td></tr>`
      : rows.map(
          ({ rule, severity, seeds, evidence, remedy }) =>
            html`<tr><th scope="row">${rule}</th><td>${severity}</td><td>${seeds.join(", ")}</td><td>${evidence}</td><td>${remedy}</td></tr>
`,
        )
  }</tbody>`;
}
