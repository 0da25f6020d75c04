/** ONNX Runtime as an engine: native (onnxruntime-node) or WebAssembly (onnxruntime-web), one thread either way. */
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import { encodeOnnx, onnxResultName, type Program, type TensorSpec } from "../../graph/index.ts";
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

/** @param writesInPlace whether `run` fills given output tensors, as the native binding does */
export function ortEngine(name: string, ort: OrtModule, writesInPlace: boolean): Engine {
  return {
    name,
    async load(program) {
      const session = await ort.InferenceSession.create(encodeOnnx(program), sessionOptions);
      return new OrtExecutable(program, ort, session, writesInPlace);
    },
  };
}

class OrtExecutable implements Executable {
  readonly program: Program;
  readonly #ort: OrtModule;
  readonly #session: InferenceSession;
  readonly #writesInPlace: boolean;
  readonly #fed: readonly TensorSpec[];
  readonly #resultNames: readonly {
    readonly name: string;
    readonly onnxName: string;
    readonly spec: TensorSpec;
  }[];
  /** The tensors made over arrays that come again and again: states, reused batches. */
  readonly #tensors = new WeakMap<Float32Array, OrtTensor>();

  constructor(program: Program, ort: OrtModule, session: InferenceSession, writesInPlace: boolean) {
    this.program = program;
    this.#ort = ort;
    this.#session = session;
    this.#writesInPlace = writesInPlace;
    this.#fed = [...program.inputs, ...program.states];
    this.#resultNames = program.results.map((result) => ({
      name: result.name,
      onnxName: onnxResultName(result),
      spec: result,
    }));
  }

  async run(feeds: Feeds, into: Feeds = {}): Promise<Results> {
    const tensors: Record<string, OrtTensor> = {};
    for (const spec of this.#fed) tensors[spec.name] = this.#tensor(feedOf(feeds, spec), spec);
    const fetches: Record<string, OrtTensor | null> = {};
    for (const { name, onnxName, spec } of this.#resultNames) {
      const given = into[name];
      fetches[onnxName] = given === undefined || !this.#writesInPlace ? null : this.#tensor(given, spec);
    }
    const outputs = await this.#session.run(tensors, fetches);
    const results: Results = {};
    for (const { name, onnxName } of this.#resultNames) {
      const data = outputs[onnxName]?.data;
      if (!(data instanceof Float32Array)) throw new Error(`ONNX Runtime gave no float32 "${onnxName}"`);
      const given = into[name];
      if (given !== undefined && given !== data) given.set(data);
      results[name] = given ?? data;
    }
    return results;
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #tensor(values: Float32Array, spec: TensorSpec): OrtTensor {
    const known = this.#tensors.get(values);
    if (known !== undefined && known.dims.length === spec.shape.length) {
      if (known.dims.every((length, axis) => length === spec.shape[axis])) return known;
    }
    const tensor = new this.#ort.Tensor("float32", values, spec.shape);
    this.#tensors.set(values, tensor);
    return tensor;
  }
}
