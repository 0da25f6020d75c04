import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EdgeflockError } from "../../core/errors.ts";
import { svgsToPngs } from "../../drawing/svg-to-png.ts";
import { mean } from "../../stats/index.ts";
import { fixtureForecasts, fixtureReportData } from "./report-data.test-helper.ts";
import type { ReportData } from "./report-data.ts";
import { writeForecastReport } from "./write-forecast-report.ts";
import { writeReport } from "./write-report.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-report-"));
/** Set to keep the fixture's report there and look at it. */
const keep = process.env["EDGEFLOCK_FIXTURE_REPORT"];
afterAll(() => rmSync(root, { recursive: true, force: true }));

const everyFigure = [
  "objective",
  "mean-latency",
  "mean-energy",
  "latency-distribution",
  "latency-parts",
  "learning-curves",
  "decision-targets",
  "decision-shares",
  "utilisation",
  "forecast-skill",
  "forecasts",
  "forecast-calibration",
  "forecast-fan",
];

async function written(data: ReportData, name: string) {
  const folder = join(root, name);
  const paths = await writeReport(data, folder);
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  return { folder, files: paths.map((path) => relative(folder, path)), read };
}

/** Text of the page without fonts, styles and tags. */
function words(page: string): string {
  return page
    .replaceAll(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");
}

/** Rows of a CSV without quoted fields. */
function parsed(csv: string): Record<string, string>[] {
  const [head = "", ...lines] = csv.trimEnd().split("\n");
  const columns = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [columns[i]!, cell])));
}

/** What a page must not have; short, so that a failure does not print the page. */
function offences(page: string): string[] {
  const style = page.match(/<style>.*?<\/style>/s)?.[0] ?? "";
  const body = page.replace(style, "").replaceAll(/xmlns(:xlink)?="http:\/\/www\.w3\.org\/[^"]*"/g, "");
  const ids = [...body.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]!);
  const targets = [...body.matchAll(/href="#([^"]+)"|url\(#([^)]+)\)/g)].map(
    (match) => match[1] ?? match[2]!,
  );
  return [
    ...(body.match(/.{20}(NaN|Infinity|undefined|\[object).{20}/g) ?? []),
    ...(body.match(/(https?:)?\/\/\w.{20}|<(script|link|iframe|img|image|use)\b|href="[^#].{20}/g) ?? []),
    ...(style.match(/@import|url\((?!data:).{20}/g) ?? []),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `id twice: ${id}`),
    ...targets.filter((id) => !ids.includes(id)).map((id) => `leads nowhere: ${id}`),
  ];
}

function expectSound(page: string): void {
  expect(offences(page)).toEqual([]);
}

describe("the report of two learned policies, five seeds, ten salts, eight baselines", () => {
  const data = fixtureReportData();
  let report: Awaited<ReturnType<typeof written>>;
  let page = "";

  beforeAll(async () => {
    report = await written(data, "full");
    page = report.read("report.html");
    if (keep !== undefined) await writeReport(data, keep);
  });

  it("has the page, every figure three times, and the tables", () => {
    expect(report.files).toEqual([
      "report.html",
      ...everyFigure.flatMap((name) => ["svg", "png", "csv"].map((kind) => `figures/${name}.${kind}`)),
      "table.csv",
      "comparisons.csv",
      "table.tex",
    ]);
    for (const name of everyFigure) {
      expect(page.includes(`<figure id="${name}">`)).toBe(true);
      const svg = report.read(`figures/${name}.svg`);
      expect(svg.slice(0, 300)).toMatch(/^<svg .*role="img" aria-labelledby=/);
      expect(/NaN|undefined/.test(svg)).toBe(false);
      const png = readFileSync(join(report.folder, `figures/${name}.png`));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.readUInt32BE(16)).toBeGreaterThan(1000);
    }
  });

  it("loads nothing, repeats no id, leads no link astray", () => expectSound(page));

  it("writes the numbers of the data, all digits", () => {
    const rows = parsed(report.read("table.csv"));
    expect(rows).toHaveLength(data.policies.length);
    for (const policy of data.policies) {
      const row = rows.find((r) => r["policy"] === policy.name)!;
      expect(Number(row["objective"])).toBeCloseTo(mean(policy.rows.map((r) => r.objective)), 12);
      expect(Number(row["p95LatencySeconds"])).toBeCloseTo(
        mean(policy.rows.map((r) => r.p95LatencySeconds)),
        12,
      );
    }
    const objectives = rows.map((row) => Number(row["objective"]));
    expect(objectives).toEqual([...objectives].sort((p, q) => p - q));

    const parts = parsed(report.read("figures/latency-parts.csv"));
    const local = data.policies.find((policy) => policy.name === "local")!;
    expect(Number(parts.find((r) => r["policy"] === "local" && r["part"] === "compute")!["seconds"])).toBe(
      mean(local.rows.map((r) => r.latencyParts.compute)),
    );
    const learning = parsed(report.read("figures/learning-curves.csv"));
    expect(learning.filter((r) => r["series"] === "one seed")).toHaveLength(
      data.learning!.curves.reduce((sum, curve) => sum + curve.points.length, 0),
    );
    // The mean stops where the shortest seed stops.
    const means = learning.filter((r) => r["series"] === "mean over seeds" && r["policy"] === "cto");
    expect(Math.max(...means.map((r) => Number(r["episode"])))).toBe(270);
  });

  it("marks what a policy sees beyond its own server", () => {
    const body = words(page);
    const cell = (name: string) => page.match(new RegExp(`</span>${name}</th>\\s*<td>([^<]*)</td>`))?.[1];
    expect(cell("cto-tp")).toBe("learned\u00a0‡");
    expect(cell("myopic-global")).toBe("baseline\u00a0†");
    expect(cell("split")).toBe("baseline");
    expect(body).toContain(
      "† Sees every server’s state at each decision. ‡ Sees its own server, and hears what its neighbours last reported of their load. The others see their own server. All numbers",
    );
  });

  it("tells what was found about the trainings: each finding once, the gravest first, with its seeds", () => {
    const trainings = data
      .learning!.diagnoses.filter(({ policy }) => policy === "cto")
      .map(({ seed }) => seed);
    const count = trainings.length;
    expect(words(page)).toContain(
      [
        `cto-tp, ${count} trainings nothing found cto, ${count} trainings`,
        `forgetting severe ${trainings.join(", ")} In seed 2 the last policy is 12 % above the best. training.cto.finalRate: 0.02 (is 0.05)`,
        `still-improving note ${trainings.join(", ")} The validated objective still fell by 7 %.`,
      ].join(" "),
    );
  });

  it("shows the forecasters' scores, all targets, and what could be known", () => {
    const body = words(page);
    for (const text of [
      "Table 3. Pinball loss saved",
      "Table 4. R² of logarithms",
      "Table 7. Share within p10 to p90",
      "Table 8. Part of the pinball loss on the largest job",
      "2,000 tasks from 8,341.9 s on, 21.3 % of the work",
      "Judged at every task, without the largest job",
      "Table 9. How much could be known.",
      "+30 % [25, 35] ewma",
      "task.interArrival 0.1/0.2",
    ])
      expect(body.includes(text), text).toBe(true);
    const skill = parsed(report.read("figures/forecast-skill.csv"));
    expect(skill).toHaveLength(2 * 3 * data.forecasts!.targets.length);
    expect(Number(skill[0]!["saved"])).toBeCloseTo(30, 9);
  });

  it("gives the same bytes again", async () => {
    const again = await written(data, "again");
    for (const file of report.files) {
      expect(readFileSync(join(again.folder, file)).equals(readFileSync(join(report.folder, file)))).toBe(
        true,
      );
    }
  });
});

describe("the page of forecasters alone", () => {
  it("is sound, has every figure and number, and gives the same bytes again", async () => {
    const report = fixtureForecasts();
    const facts = {
      title: "tiny: forecasts",
      scenario: "tiny",
      generatedAt: null,
      facts: { Scenario: "tiny <b>" },
      commands: ["edgeflock forecast tiny"],
    };
    const paths = await writeForecastReport(report, facts, join(root, "forecasts"));
    const again = await writeForecastReport(report, facts, join(root, "forecasts-again"));
    for (const [k, path] of paths.entries())
      expect(readFileSync(again[k]!).equals(readFileSync(path)), path).toBe(true);
    const page = readFileSync(paths[0]!, "utf8");
    expectSound(page);
    for (const name of everyFigure.filter((figure) => figure.startsWith("forecast")))
      expect(page.includes(`<figure id="${name}">`), name).toBe(true);
    const rows = parsed(readFileSync(join(root, "forecasts", "scores.csv"), "utf8"));
    expect(rows).toHaveLength(report.scores.length);
    expect(Number(rows[0]!["r2Raw"])).toBe(report.scores[0]!.r2Raw.mean);
    expect(rows[0]!["pinballSkillAgainst"]).toBe("ewma");
  });

  it("does without learned forecasters, forecasts to draw, and defined scores", async () => {
    const report = fixtureForecasts();
    const nothing = { mean: null, low: null, high: null };
    const bare = {
      ...report,
      forecasters: report.forecasters.filter(({ learned }) => !learned),
      scores: report.scores
        .filter(({ forecaster }) => forecaster === "mean")
        .map((score) => ({
          ...score,
          count: 0,
          r2Raw: nothing,
          below: { p10: null, p50: null, p90: null },
          skill: { r2Raw: null, r2Log: null, mae: null, pinball: null },
        })),
      ceilings: [],
      sample: { forecaster: "mean", pairs: [], fan: { ...report.sample.fan, points: [] } },
    };
    const facts = { title: "bare", scenario: "bare", generatedAt: null, facts: {}, commands: [] };
    const [path] = await writeForecastReport(bare, facts, join(root, "bare"));
    expectSound(readFileSync(path!, "utf8"));
  });
});

describe("other situations", () => {
  it("claims nothing of a policy with one seed", async () => {
    const { read } = await written(fixtureReportData({ seeds: [3] }), "single");
    const text = words(read("report.html"));
    expectSound(read("report.html"));
    expect(text).toContain("one seed only, so there is no interval");
    expect(text).not.toMatch(/It beats|It loses/);
    const row = parsed(read("table.csv")).find((r) => r["policy"] === "cto")!;
    expect(row["objectiveSeedsLow"]).toBe("");
    expect(row["objectiveDrawsLow"]).toBe("");
    expect(parsed(read("comparisons.csv")).every((r) => r["p"] === "" && r["low"] === "")).toBe(true);
  });

  it("does without a learned policy, learning curves, forecasts", async () => {
    const { files, read } = await written(
      fixtureReportData({ policies: ["local", "split", "random"] }),
      "none",
    );
    expect(words(read("report.html"))).toContain("No learned policy was evaluated.");
    expectSound(read("report.html"));
    expect(files).not.toContain("figures/learning-curves.svg");
    expect(files).not.toContain("comparisons.csv");
  });

  it("stands a single policy, one salt, constant values, and nothing optional", async () => {
    const base = fixtureReportData({ policies: ["cto"], salts: ["0"] });
    const one = { truth: 2, forecast: 2 };
    const data: ReportData = {
      ...base,
      generatedAt: null,
      gitRevisions: [],
      settings: [],
      timings: [],
      commands: [],
      policies: base.policies.map((policy) => ({ ...policy, latencySample: [1, 1, 1], utilisation: null })),
      learning: {
        window: "validate",
        baselines: [],
        curves: [{ policy: "cto", points: [{ seed: 1, episode: 0, decisions: 0, objective: 2 }] }],
        diagnoses: [{ policy: "cto", seed: 1, findings: [] }],
      },
      forecasts: {
        ...base.forecasts!,
        targets: base.forecasts!.targets.slice(0, 1),
        scores: [],
        sample: {
          forecaster: "gru",
          pairs: [[one, one]],
          fan: { target: "5s.work", server: "only", points: [] },
        },
      },
    };
    const { files, read } = await written(data, "least");
    expectSound(read("report.html"));
    for (const file of files.filter((name) => name.endsWith(".svg")))
      expect(/NaN/.test(read(file))).toBe(false);
    expect(words(read("report.html"))).toContain("There is no other policy to compare it with.");
  });

  it("escapes names for HTML, CSV, LaTeX", async () => {
    const base = fixtureReportData({ policies: ["cto", "local"], seeds: [1, 2], salts: ["0", "1"] });
    const name = 'a_b & <c>, "d" 100% {x}~^\\';
    const rename = (policy: string) => (policy === "cto" ? name : policy);
    const { read } = await written(
      {
        ...base,
        title: "<b>title</b>",
        policies: base.policies.map((policy) => ({ ...policy, name: rename(policy.name) })),
        learning: null,
      },
      "escape",
    );
    expect(read("report.html").includes("<h1>&lt;b&gt;title&lt;/b&gt;</h1>")).toBe(true);
    expect(read("report.html").includes("<c>")).toBe(false);
    expect(read("table.csv")).toContain('"a_b & <c>, ""d"" 100% {x}~^\\"');
    expect(read("table.tex")).toContain(
      'a\\_b \\& <c>, "d" 100\\% \\{x\\}\\textasciitilde{}\\textasciicircum{}\\textbackslash{} &',
    );
  });
});

describe("errors", () => {
  it("refuses unusable data before it writes, naming the place", async () => {
    const base = fixtureReportData({ policies: ["cto", "local"], seeds: [1, 2], salts: ["0", "1"] });
    const [cto, local] = base.policies as [ReportData["policies"][0], ReportData["policies"][0]];
    const wrong: [ReportData["policies"], RegExp][] = [
      [[], /no policy/],
      [[cto, { ...cto }], /two policies are named "cto"/],
      [[cto, { ...local, rows: local.rows.slice(1) }], /"local" has 1 rows/],
      [[cto, { ...local, rows: [] }], /"local" has no evaluation rows/],
      [
        [cto, { ...local, rows: local.rows.map((row) => ({ ...row, objective: Number.NaN })) }],
        /NaN at data\.policies\.1\.rows\.0\.objective/,
      ],
      [
        [{ ...cto, rows: cto.rows.map((row) => ({ ...row, utilisation: [1] })) }],
        /utilisation of 1 servers, not 3/,
      ],
    ];
    for (const [policies, message] of wrong) {
      const attempt = writeReport({ ...base, policies }, join(root, "never"));
      await expect(attempt).rejects.toThrow(message);
      await expect(attempt).rejects.toBeInstanceOf(EdgeflockError);
    }
  });

  it("says which path cannot be written", async () => {
    const file = join(root, "a-file");
    writeFileSync(file, "");
    const attempt = writeReport(fixtureReportData({ policies: ["local"], salts: ["0"] }), file);
    await expect(attempt).rejects.toMatchObject({
      kind: "output",
      message: expect.stringContaining("a-file"),
    });
  });
});

it("draws text from its own font, regular and bold, with no system font", async () => {
  const text = (weight: string, words: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="5" y="25" font-size="20" font-family="Source Sans 3" font-weight="${weight}">${words}</text></svg>`;
  const [empty, regular, bold] = (await svgsToPngs([
    text("400", ""),
    text("400", "latency [s] − 95 %"),
    text("700", "latency [s] − 95 %"),
  ])) as [Uint8Array, Uint8Array, Uint8Array];
  expect(regular.length).toBeGreaterThan(empty.length + 500);
  expect(Buffer.from(bold).equals(regular)).toBe(false);
});
