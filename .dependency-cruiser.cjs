/**
 * The layers of the source as rules: imports only point down (CONTRIBUTING.md tells what each folder is).
 * Checked by test/layers.test.ts.
 */
const layers = [
  ["core"],
  ["stats", "graph", "replay", "sim", "topology", "drawing", "tables"],
  ["workload", "scenario", "runtime", "nn", "rl", "env", "model-file", "diagnosis"],
  ["agents", "forecast", "graph-view"],
  ["train"],
  ["experiments"],
  ["cli"],
];

/** What a folder may import of the source, beside itself; layers 3 and up: everything below. */
const allowed = {
  core: [],
  stats: ["core"],
  graph: ["core"],
  replay: ["core"],
  topology: ["core"],
  sim: ["core"],
  drawing: ["core"],
  tables: ["core"],
  workload: ["core", "sim", "stats"],
  scenario: ["core", "sim", "topology", "drawing", "workload"],
  runtime: ["core", "graph"],
  nn: ["core", "graph"],
  rl: ["core", "graph"],
  env: ["core", "sim", "workload", "scenario"],
  "model-file": ["core", "graph"],
  diagnosis: ["core", "stats"],
};
const below = [];
for (const layer of layers) {
  for (const folder of layer) allowed[folder] ??= [...below];
  below.push(...layer);
}
// Conformance suites and fakes for those who extend Edgeflock; nobody in the source imports them.
allowed.testing = below.filter((folder) => folder !== "cli");

const pureFolders = "sim|env|stats|graph|nn|rl|runtime|replay|core|topology|workload|diagnosis|forecast/drift";
const readersAndWriters =
  "core/(atomic-file|checksum|duckdb|start-thread)|topology/read-site-list|" +
  "workload/(traces/(?!trace-format\\.ts)[^/]+|mobility/read-user-traces|radio/(read-radio-logs|log-files))";
/** Tests and what only they use: free to import from anywhere, and imported by nobody else. */
const test = "\\.test(-helper)?\\.ts$";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(allowed).map(([folder, others]) => ({
      name: `${folder}-imports-only-what-lies-below`,
      severity: "error",
      comment: `src/${folder} may import ${others.join(", ") || "nothing else of the source"}`,
      from: { path: `^src/${folder}/`, pathNot: test },
      to: { path: "^src/", pathNot: `^src/(${[folder, ...others].join("|")})/` },
    })),
    {
      name: "only-runtime-ort-imports-onnx-runtime",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/runtime/ort/" },
      to: { path: "^(node_modules/)?onnxruntime-" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-node-where-a-browser-must-run-it",
      severity: "error",
      comment: "these run in a browser too, but for the files that read and write files",
      from: { path: `^src/(${pureFolders})/`, pathNot: `${test}|^src/(${readersAndWriters})\\.ts$` },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "cli-loads-commands-lazily",
      severity: "error",
      comment: "a command's file, and all it needs, is loaded only when that command is named",
      from: { path: "^src/cli/main\\.ts$" },
      to: { path: "^src/cli/commands/", dependencyTypesNot: ["dynamic-import", "type-only"] },
    },
    {
      name: "source-imports-no-test",
      severity: "error",
      comment: "nor the suites and fakes of src/testing, which need vitest",
      from: { path: "^src/", pathNot: `${test}|^src/testing/` },
      to: { path: `${test}|^src/testing/` },
    },
    {
      name: "testing-imports-no-test",
      severity: "error",
      from: { path: "^src/testing/", pathNot: test },
      to: { path: test },
    },
    {
      name: "everything-resolves",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
    moduleSystems: ["es6"],
  },
};
