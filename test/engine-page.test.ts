/** What docs/engine.md says: its code runs, its lists are complete, its output is what the command prints. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { shapeRules } from "../src/graph/shape-rules.ts";
import { runCli } from "./support/cli.ts";
import { repository, runCommand } from "./support/process.ts";

const page = readFileSync(join(repository, "docs/engine.md"), "utf8");

/** The text under a heading, up to the next one. */
function section(title: string): string {
  const found = page.split(/^## /m).find((text) => text.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`docs/engine.md has no section "${title}"`);
  return found;
}

function blocks(text: string, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm");
  return Array.from(text.matchAll(fence), ([, block]) => block ?? "");
}

const inCode = (text: string) => Array.from(text.matchAll(/`([^`\n]+)`/g), ([, code]) => code ?? "");

test("its learner learns, and its agents run, as the package is imported", async () => {
  const code = blocks(page, "js").join("\n");
  const { stdout, stderr } = await runCommand("node", ["--input-type=module", "--eval", code]);
  expect(stderr).toBe("");
  const said = Array.from(page.matchAll(/^It prints `(.+?)`/gm), ([, line]) => line);
  expect(said).toHaveLength(2);
  expect(stdout.trimEnd().split("\n")).toEqual(said);
});

test("its table of ops is the union", () => {
  const rows = section("The ops")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const listed = rows.flatMap((row) => inCode(row.split("|")[1] ?? ""));
  expect(listed.sort()).toEqual(Object.keys(shapeRules).sort());
});

test("it names every map that an op has to be in", () => {
  const isMap = /^(export )?const \w+: \{ readonly \[K in (OpName|DifferentiatedOp)\]/m;
  const files = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => `src/${path}`)
    .filter((path) => path.endsWith(".ts") && isMap.test(readFileSync(join(repository, path), "utf8")));
  const steps = section("Adding an op")
    .split("\n")
    .filter((line) => /^\d\. /.test(line));
  expect(steps.map((step) => inCode(step)[0]).sort()).toEqual(files.sort());
});

test("its counts are what the command prints", async () => {
  const [shown] = blocks(section("Reading a compiled graph"), "text");
  const { stdout } = await runCli(["graph", "cto-tp"]);
  // If the compiler makes better graphs now, put the output of `npx edgeflock graph cto-tp` into the page.
  expect(shown).toBe(stdout);
});

test("the files and commands that it names are there", () => {
  const paths = inCode(page).filter((code) => /^(src|test|bench|docs)\//.test(code));
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const [, name = ""] of page.matchAll(/`npm run ([\w:]+)`/g)) expect(scripts).toHaveProperty([name]);
  for (const [, path = ""] of page.matchAll(/`node (bench\/\S+\.mjs)`/g)) {
    expect(existsSync(join(repository, path)), path).toBe(true);
  }
});

describe("its import map", () => {
  const [html = ""] = blocks(section("In a browser"), "html");
  const { imports } = JSON.parse(html.replace(/<\/?script.*>/g, "")) as { imports: Record<string, string> };
  /** Where a page would find it, with the package installed, is here in the repository. */
  const fileOf = (path: string) => join(repository, path.replace("/node_modules/edgeflock/", "/"));

  test("points to files", () => {
    const missing = Object.values(imports).filter((path) => !existsSync(fileOf(path)));
    expect(missing).toEqual([]);
  });

  test("has all that the entries import, but the native engine", () => {
    const bare = new Set<string>();
    const seen = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      const imported = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;
      for (const [, name = ""] of readFileSync(file, "utf8").matchAll(imported)) {
        if (name.startsWith(".")) visit(join(file, "..", name));
        else bare.add(name);
      }
    };
    const entries = Object.entries(imports).filter(([name]) => name.startsWith("edgeflock/"));
    for (const [, path] of entries) visit(fileOf(path));
    // onnx-buf imports this one.
    const wanted = new Set([...bare, "@bufbuild/protobuf/codegenv2"]);
    wanted.delete("onnxruntime-node");
    const others = Object.keys(imports).filter((name) => !name.startsWith("edgeflock/"));
    expect(others.sort()).toEqual([...wanted].sort());
  });
});
