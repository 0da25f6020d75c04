/** What was run: scenario, workload, windows, cost, policies, budget, timings, versions, settings, commands. */
import { formatDuration, formatFixed, formatNumber } from "../format.ts";
import type { ReportContext } from "../report-context.ts";
import { type Html, html } from "./html.ts";

function definitions(entries: readonly (readonly [string, string | number | Html])[]): Html {
  return html`<dl>${entries.map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`;
}

function readable(value: string | number | boolean): string {
  if (typeof value === "number")
    return Math.abs(value) >= 1e6 || value === 0 ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === "boolean" ? (value ? "yes" : "no") : value;
}

const sight = {
  local: "its own server",
  peers: "its own server and its neighbours' load reports",
  releases: "its own server, its neighbours' load reports, and when capacity will be free",
  global: "every server",
  twin: "every task in flight",
  "late-twin": "every task in flight, others' once a notice can have arrived",
  future: "all that will arrive",
} as const;

export function setupSection(context: ReportContext): Html {
  const { scenario, trace, windows, evaluatedWindow, cost, budget } = context.data;
  const salts = context.ranked[0]!.salts;
  const servers = scenario.servers
    .map((server) => `${server.name} (${formatNumber(server.capacityCyclesPerSecond / 1e9)} Gcycle/s)`)
    .join(", ");
  const skipped = Object.entries(trace?.skippedRows ?? {});
  const seeds = context.learned.map(({ summary }) => `${summary.policy.name}: ${summary.seeds.join(", ")}`);
  const rows: (readonly [string, string | number | Html])[] = [
    ["Scenario", scenario.description === "" ? scenario.name : `${scenario.name}: ${scenario.description}`],
    ["Servers", scenario.servers.length <= 12 ? servers : `${scenario.servers.length} servers`],
    ...Object.entries(scenario.facts),
    [
      "Workload",
      trace === null
        ? "synthetic"
        : `${trace.description}; ${formatFixed(trace.tasks, 0)} tasks${
            skipped.length > 0
              ? `; rows not used: ${skipped.map(([why, count]) => `${formatFixed(count, 0)} ${why}`).join(", ")}`
              : ""
          }`,
    ],
    [
      "Objective",
      `mean over tasks of ${readable(cost.latencyWeight)} · latency / ${formatNumber(cost.referenceLatencySeconds)} s + ${readable(cost.energyWeight)} · energy / ${formatNumber(cost.referenceEnergyJoules)} J; lower is better`,
    ],
    [
      "Draws of homes",
      `${salts.length} (salts ${salts.map((salt) => `“${salt}”`).join(", ")}), the same for every policy`,
    ],
    ...(seeds.length > 0 ? [["Training seeds", seeds.join("; ")] as const] : []),
    ...(budget !== null ? [["Training budget", budget] as const] : []),
  ];
  return html`${definitions(rows)}
<div class="table"><table><caption>Windows of the workload; each is simulated by itself from an empty network.</caption>
<thead><tr><th scope="col">Window</th><th scope="col">Used for</th><th scope="col" class="number">From [s]</th><th scope="col" class="number">To [s]</th><th scope="col" class="number">Tasks</th></tr></thead>
<tbody>${windows.map(
    (
      window,
    ) => html`<tr${window.name === evaluatedWindow ? html` class="learned"` : null}><th scope="row">${window.name}</th><td>${window.purpose}</td>
<td class="number">${readable(window.fromSeconds)}</td><td class="number">${window.toSeconds === null ? "end" : readable(window.toSeconds)}</td><td class="number">${formatFixed(window.tasks, 0)}</td></tr>`,
  )}</tbody></table></div>
<h3 id="policies">Policies</h3>
<dl>${context.data.policies.map(
    (policy) =>
      html`<dt>${policy.name}</dt><dd>${policy.description === "" ? policy.kind : policy.description} <span class="note">(${policy.kind}; sees ${sight[policy.information]})</span></dd>`,
  )}</dl>`;
}

export function settingsSection(context: ReportContext): Html {
  const { settings, timings, versions, gitRevisions } = context.data;
  const group = (title: string, entries: readonly (readonly [string, string])[]) =>
    entries.length === 0 ? null : html`<div><h3>${title}</h3>${definitions(entries)}</div>`;
  return html`<div class="groups">${settings.map(({ title, entries }) =>
    group(
      title,
      Object.entries(entries).map(([name, value]) => [name, readable(value)]),
    ),
  )}
${group(
  "Timings",
  timings.map(({ what, seconds }) => [what, formatDuration(seconds)]),
)}
${group("Versions", [...Object.entries(versions), ["git revision", gitRevisions.join(", ") || "none recorded"]])}</div>`;
}

export function reproduceSection(context: ReportContext): Html {
  const commands = context.data.commands;
  return html`${commands.length > 0 ? html`<pre><code>${commands.join("\n")}</code></pre>` : html`<p>No command lines were recorded.</p>`}
<p class="note">The data behind each figure lies beside this page in <code>figures/*.csv</code>, the tables in <code>table.csv</code>${
    context.learned.some(({ comparisons }) => comparisons.length > 0)
      ? html`, <code>comparisons.csv</code>`
      : null
  } and <code>table.tex</code>.</p>`;
}
