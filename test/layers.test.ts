/** The layering rule of CONTRIBUTING.md, as .dependency-cruiser.cjs states it. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What dependency-cruiser says about `folder`/src under the project's rules. */
async function cruise(folder: string): Promise<string> {
  const command = join(root, "node_modules/.bin/depcruise");
  const rules = join(root, ".dependency-cruiser.cjs");
  return promisify(execFile)(command, ["src", "--config", rules, "--output-type", "err"], {
    cwd: folder,
  }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}

test("imports only point down", async () => {
  expect(await cruise(root)).toContain("no dependency violations found");
});

test("the rules catch what they are for, and leave tests free", async () => {
  const folder = await mkdtemp(join(tmpdir(), "layers-"));
  const file = async (path: string, ...imports: readonly string[]) => {
    await mkdir(join(folder, "src", dirname(path)), { recursive: true });
    const lines = imports.map((name) => `import "${name}";\n`);
    await writeFile(join(folder, "src", path), `${lines.join("")}export const x = 1;\n`);
  };
  try {
    await cp(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
    await cp(join(root, "package.json"), join(folder, "package.json"));
    await file("../node_modules/onnxruntime-node/index.js");
    await file("runtime/index.ts");
    await file("runtime/ort/load.ts", "onnxruntime-node");
    await file("runtime/select.ts", "onnxruntime-node");
    await file("env/policy.ts", "../runtime/index.ts");
    await file("sim/simulator.ts", "node:fs", "./fixtures.test-helper.ts");
    await file("sim/fixtures.test-helper.ts", "node:fs", "../runtime/index.ts");
    await file("sim/simulator.test.ts", "./fixtures.test-helper.ts", "../testing/index.ts");
    await file("testing/index.ts");
    await file("train/train.ts", "../testing/index.ts");
    const lines = (await cruise(folder)).matchAll(/error (\S+: \S+ → \S+)/g);
    expect(Array.from(lines, ([, found]) => found).sort()).toEqual([
      "env-imports-only-what-lies-below: src/env/policy.ts → src/runtime/index.ts",
      "no-node-where-a-browser-must-run-it: src/sim/simulator.ts → fs",
      "only-runtime-ort-imports-onnx-runtime: src/runtime/select.ts → node_modules/onnxruntime-node/index.js",
      "source-imports-no-test: src/sim/simulator.ts → src/sim/fixtures.test-helper.ts",
      "source-imports-no-test: src/train/train.ts → src/testing/index.ts",
      "train-imports-only-what-lies-below: src/train/train.ts → src/testing/index.ts",
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
