/** What runs a program: the contract of all engines. */
import { EdgeflockError } from "../core/errors.ts";
import { formatShape, type Program, sizeOf, type TensorSpec } from "../graph/index.ts";

/** Row-major float32 values by name. */
export type Feeds = Readonly<Record<string, Float32Array>>;
export type Results = Record<string, Float32Array>;

export interface Executable {
  readonly program: Program;
  /**
   * Runs the program once. Calls on one executable must not overlap.
   * @param feeds a value for every input and every state; not kept, not changed
   * @returns every output, and the next value of every updated state by the state's name, in arrays that nobody else
   *   holds
   */
  run(feeds: Feeds): Promise<Results>;
  release(): Promise<void>;
}

export interface Engine {
  /** `node` (ONNX Runtime, native), `web` (ONNX Runtime, WebAssembly) or `reference` (plain TypeScript). */
  readonly name: string;
  load(program: Program): Promise<Executable>;
}

/** The values fed for `spec`, after a check of their number. */
export function feedOf<T extends ArrayLike<number>>(feeds: Readonly<Record<string, T>>, spec: TensorSpec): T {
  const values = feeds[spec.name];
  if (values === undefined || values.length !== sizeOf(spec.shape)) {
    const wanted = `${sizeOf(spec.shape)} values (${formatShape(spec.shape)})`;
    throw new EdgeflockError("graph", `"${spec.name}" wants ${wanted}, but got ${values?.length ?? "none"}.`);
  }
  return values;
}

/** Zeroed arrays for tensors, by name. */
export function newArrays(tensors: readonly TensorSpec[]): Record<string, Float32Array> {
  return Object.fromEntries(tensors.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]));
}
