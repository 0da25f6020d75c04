/** Picks the engine: native ONNX Runtime where it is installed and loads, else the WebAssembly one. */
import { EdgeflockError } from "../core/errors.ts";
import type { Engine } from "./engine.ts";
import { type LoadedOrt, loadNative, loadWeb } from "./ort/load-ort.ts";
import { type OrtModule, ortEngine } from "./ort/ort-engine.ts";
import { referenceEngine } from "./reference/reference-engine.ts";

export const enginePreferences = ["auto", "node", "web", "reference"] as const;
export type EnginePreference = (typeof enginePreferences)[number];

export interface EngineDescription {
  readonly name: string;
  /** Version of ONNX Runtime; null for the reference engine. */
  readonly version: string | null;
  /** Why a quicker engine is not in use; null when the quickest one is. */
  readonly fallbackReason: string | null;
}

/**
 * In browsers, too: `auto` is WebAssembly there. `edgeflock/core`, `graph`, `nn`, `rl` and `runtime` import nothing of
 * Node, so that a bundler takes them as they are, and a page without one needs an import map that names them and
 * `@bufbuild/protobuf`, `@bufbuild/protobuf/codegenv2`, `onnx-buf` and `onnxruntime-web/wasm`.
 * @param preference `auto`: native if possible, else WebAssembly; the others insist.
 * @throws EdgeflockError("environment") when the engine asked for, or every one, does not load
 */
export async function selectEngine(preference: EnginePreference = "auto"): Promise<Engine> {
  return (await choose(preference)).engine;
}

/** Which engine `selectEngine` gives, for people to read. */
export async function describeEngine(preference: EnginePreference = "auto"): Promise<EngineDescription> {
  return (await choose(preference)).description;
}

/** The ONNX Runtime that `auto` uses, for running models that come as files. */
export async function loadOrt(): Promise<OrtModule> {
  const native = await attempt(loadNative);
  if ("module" in native) return native.module;
  const web = await attempt(loadWeb);
  if ("module" in web) return web.module;
  throw unavailable(`onnxruntime-node: ${native.problem}; onnxruntime-web: ${web.problem}`);
}

async function choose(
  preference: EnginePreference,
): Promise<{ readonly engine: Engine; readonly description: EngineDescription }> {
  if (preference === "reference") {
    const engine = referenceEngine();
    return { engine, description: { name: engine.name, version: null, fallbackReason: "asked for" } };
  }
  let nativeProblem = "asked for";
  if (preference !== "web") {
    const native = await attempt(loadNative);
    if ("module" in native) {
      const description = { name: "node", version: native.version, fallbackReason: null };
      return { engine: ortEngine("node", native.module), description };
    }
    if (preference === "node") throw unavailable(`onnxruntime-node: ${native.problem}`);
    nativeProblem = `onnxruntime-node: ${native.problem}`;
  }
  const web = await attempt(loadWeb);
  if ("problem" in web) throw unavailable(`onnxruntime-web: ${web.problem}`);
  const description = { name: "web", version: web.version, fallbackReason: nativeProblem };
  return { engine: ortEngine("web", web.module), description };
}

async function attempt(load: () => Promise<LoadedOrt>): Promise<LoadedOrt | { readonly problem: string }> {
  try {
    return await load();
  } catch (error) {
    const [problem = "it does not load"] = (error instanceof Error ? error.message : String(error)).split(
      "\n",
    );
    return { problem };
  }
}

function unavailable(problem: string): EdgeflockError {
  return new EdgeflockError(
    "environment",
    `No ONNX Runtime could be loaded (${problem}).`,
    "Reinstall with `npm install`, or choose the slow built-in engine `reference`.",
  );
}
