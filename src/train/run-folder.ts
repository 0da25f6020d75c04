/** A run's folder: its manifest and where everything in it lies (architecture.md, "Data on disk"). */

/** `run.json`. */
export interface RunManifest {
  readonly format: "edgeflock-run";
  readonly version: 1;
  readonly status: "training" | "interrupted" | "complete";
  readonly scenario: unknown;
  readonly algorithm: { readonly name: string; readonly config: unknown };
  readonly seed: number;
  readonly episodes: number;
}

export interface RunFolder {
  readonly path: string;
  readonly manifest: RunManifest;
}

/** Opens an existing run folder; throws EdgeflockError("run") when it is none. */
export async function openRunFolder(path: string): Promise<RunFolder> {
  throw new Error(`not built yet: ${path}`);
}
