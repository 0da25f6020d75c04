/** Loads ONNX Runtime, native or WebAssembly; nowhere else is one of its packages imported. */
import type { OrtModule } from "./ort-engine.ts";

export interface LoadedOrt {
  readonly module: OrtModule;
  readonly version: string | null;
}

/** The native one. Rejects with the importer's error where it is not installed or does not load. */
export async function loadNative(): Promise<LoadedOrt> {
  // A browser would ask its server for the package, or stumble over what a bundler put in its place.
  if (globalThis.process?.versions?.node === undefined) throw new Error("this is not Node");
  const imported = await import("onnxruntime-node");
  return { module: imported, version: imported.env.versions.node ?? null };
}

/**
 * The WebAssembly one, in Node as in browsers. Rejects likewise. Its `.wasm` file is taken from beside its module.
 * The package's main entry would bring engines for GPUs, and in browsers twice as many bytes.
 */
export async function loadWeb(): Promise<LoadedOrt> {
  const imported = await import("onnxruntime-web/wasm");
  // More threads would need workers; the graphs here are too small to gain from them.
  imported.env.wasm.numThreads = 1;
  return { module: imported, version: imported.env.versions.web ?? null };
}
