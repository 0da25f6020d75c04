/** ONNX Runtime as an engine: native (onnxruntime-node) or WebAssembly (onnxruntime-web), one thread either way. */
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import { encodeOnnx, onnxResultName, type Program, sameShape, type TensorSpec } from "../../graph/index.ts";
import { type Engine, type Executable, type Feeds, feedOf, type Results } from "../engine.ts";

/** What both packages export alike, as far as it is used here. */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => OrtTensor;
}

export const sessionOptions: InferenceSession.SessionOptions = {
  executionMode: "sequential",
  graphOptimizationLevel: "all",
  interOpNumThreads: 1,
  intraOpNumThreads: 1,
  // Errors only: the optimiser warns about constants it folds.
  logSeverityLevel: 3,
};

export function ortEngine(name: string, ort: OrtModule): Engine {
  return {
    name,
    async load(program) {
      const session = await ort.InferenceSession.create(encodeOnnx(program), sessionOptions);
      return new OrtExecutable(program, ort, session);
    },
  };
}

class OrtExecutable implements Executable {
  readonly #fed: readonly TensorSpec[];
  /** By names of the ONNX model. */
  readonly #results: ReadonlyMap<string, string>;
  /** The tensors over arrays that come again: inputs, and results that are fed as the next states. */
  readonly #tensors = new WeakMap<Float32Array, OrtTensor>();
  readonly #feeds: Record<string, OrtTensor> = {};

  constructor(
    readonly program: Program,
    private readonly ort: OrtModule,
    private readonly session: InferenceSession,
  ) {
    this.#fed = [...program.inputs, ...program.states];
    this.#results = new Map(program.results.map((result) => [onnxResultName(result), result.name]));
  }

  /**
   * The results are the arrays that ONNX Runtime makes. Giving it arrays to write to would save nothing: the native
   * binding (1.30) writes there and makes and fills arrays of its own as well.
   */
  async run(feeds: Feeds): Promise<Results> {
    for (const spec of this.#fed) this.#feeds[spec.name] = this.#tensor(feedOf(feeds, spec), spec);
    const outputs = await this.session.run(this.#feeds);
    const results: Results = {};
    for (const [onnxName, name] of this.#results) {
      const tensor = outputs[onnxName];
      const data = tensor?.data;
      if (!(data instanceof Float32Array)) throw new Error(`ONNX Runtime gave no float32 "${onnxName}"`);
      if (tensor !== undefined) this.#tensors.set(data, tensor);
      results[name] = data;
    }
    return results;
  }

  release(): Promise<void> {
    return this.session.release();
  }

  #tensor(values: Float32Array, spec: TensorSpec): OrtTensor {
    const known = this.#tensors.get(values);
    if (known !== undefined && sameShape(known.dims, spec.shape)) return known;
    const tensor = new this.ort.Tensor("float32", values, spec.shape);
    this.#tensors.set(values, tensor);
    return tensor;
  }
}
