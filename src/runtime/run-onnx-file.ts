/** Runs ONNX models that come as bytes: exported policies. */
import { EdgeflockError } from "../core/errors.ts";
import type { Feeds, Results } from "./engine.ts";
import { sessionOptions } from "./ort/ort-engine.ts";
import { loadOrt } from "./select-engine.ts";

export interface OnnxModel {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Evaluates the model; `feeds` has a value for every input. Outputs come in new arrays. */
  run(feeds: Feeds): Promise<Results>;
  release(): Promise<void>;
}

/**
 * Loads a model whose inputs and outputs are float32 tensors of fixed shape, as `encodeOnnx` writes them.
 * @param file name of the file the bytes come from, for messages
 * @throws EdgeflockError("run") that names the file, when the bytes are no such model
 */
export async function runOnnxFile(bytes: Uint8Array, file: string): Promise<OnnxModel> {
  const ort = await loadOrt();
  const session = await ort.InferenceSession.create(bytes, sessionOptions).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EdgeflockError(
      "run",
      `${file}: the ONNX model cannot be loaded: ${reason}`,
      "Export it again.",
    );
  });
  const shapes = session.inputMetadata.map((metadata) => {
    if (metadata.isTensor && metadata.type === "float32") {
      const shape = metadata.shape.filter((length) => typeof length === "number");
      if (shape.length === metadata.shape.length) return { name: metadata.name, shape };
    }
    throw new EdgeflockError(
      "run",
      `${file}: the ONNX model's input "${metadata.name}" is no float32 tensor of fixed shape`,
    );
  });
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    async run(feeds) {
      const tensors = shapes.map(({ name, shape }) => {
        const values = feeds[name];
        const size = shape.reduce((product, length) => product * length, 1);
        if (values === undefined || values.length !== size) {
          throw new EdgeflockError(
            "run",
            `${file}: the ONNX model's input "${name}" wants ${size} values, but got ${values?.length ?? "none"}`,
          );
        }
        return [name, new ort.Tensor("float32", values, shape)] as const;
      });
      const outputs = await session.run(Object.fromEntries(tensors));
      const results: Results = {};
      for (const [name, tensor] of Object.entries(outputs)) {
        if (tensor.data instanceof Float32Array) results[name] = tensor.data;
      }
      return results;
    },
    release: () => session.release(),
  };
}
