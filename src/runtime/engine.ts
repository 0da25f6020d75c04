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
   * @param into arrays to write results to, by name, none of them one of the feeds; results without one get a new array
   * @returns every output, and the next value of every updated state by the state's name
   */
  run(feeds: Feeds, into?: Feeds): Promise<Results>;
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
