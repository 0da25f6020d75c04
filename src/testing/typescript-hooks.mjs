/** Loads `.ts` files by stripping their types; see register-typescript.mjs. The results are kept, by content. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const kept = join(tmpdir(), "edgeflock-stripped-types");

export async function load(url, context, nextLoad) {
  if (!url.endsWith(".ts")) return nextLoad(url, context);
  const text = await readFile(fileURLToPath(url), "utf8");
  const path = join(kept, `${createHash("sha256").update(text).digest("hex")}.mjs`);
  const source = await readFile(path, "utf8").catch(() => stripped(text, path));
  return { format: "module", source, shortCircuit: true };
}

async function stripped(text, path) {
  const { default: typescript } = await import("typescript");
  const { outputText } = typescript.transpileModule(text, {
    compilerOptions: { target: "ES2022", module: "ESNext", verbatimModuleSyntax: true },
  });
  await mkdir(kept, { recursive: true });
  // Threads of one process strip the same file at the same time.
  const beside = `${path}.${randomUUID()}`;
  await writeFile(beside, outputText);
  await rename(beside, path);
  return outputText;
}
