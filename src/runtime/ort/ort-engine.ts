/** ONNX Runtime as an engine: native (onnxruntime-node) or WebAssembly (onnxruntime-web), one thread either way. */
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import { encodeOnnx, onnxResultName, type TensorSpec } from "../../graph/index.ts";
import { type Engine, type Executable, type Feeds, feedOf } from "../engine.ts";

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
    async load(program): Promise<Executable> {
      const session = await ort.InferenceSession.create(encodeOnnx(program), sessionOptions);
      const tensorOf = (spec: TensorSpec, values: Feeds) =>
        new ort.Tensor("float32", feedOf(values, spec), spec.shape);
      const fed = [...program.inputs, ...program.states];
      return {
        program,
        bind(feeds, results) {
          const tensors = Object.fromEntries(fed.map((spec) => [spec.name, tensorOf(spec, feeds)]));
          const fetches = Object.fromEntries(
            program.results.map((result) => [onnxResultName(result), tensorOf(result, results)]),
          );
          if (writesInPlace) {
            return async () => {
              await session.run(tensors, fetches);
            };
          }
          return async () => {
            const outputs = await session.run(tensors);
            for (const [onnxName, { data }] of Object.entries(outputs)) {
              const target = fetches[onnxName]?.data;
              if (!(target instanceof Float32Array && data instanceof Float32Array)) {
                throw new Error(`ONNX Runtime gave no float32 "${onnxName}"`);
              }
              target.set(data);
            }
          };
        },
        release: () => session.release(),
      };
    },
  };
}
