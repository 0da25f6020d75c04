/**
 * Runs a model on ONNX Runtime as a stranger would, without anything of Edgeflock:
 * `node plain-onnx-runtime.mjs <package> <model> <rows of float32>` prints, for each row, every output as an array.
 */
import { readFile } from "node:fs/promises";

const [, , name, modelPath, rowsPath] = process.argv;
const ort = await import(name);
const session = await ort.InferenceSession.create(await readFile(modelPath));
const [input] = session.inputNames;
const bytes = await readFile(rowsPath);
const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const [{ shape }] = session.inputMetadata;
const width = shape.reduce((product, length) => product * length, 1);
const results = [];
for (let at = 0; at < values.length; at += width) {
  const row = new ort.Tensor("float32", values.slice(at, at + width), shape);
  const outputs = await session.run({ [input]: row });
  results.push(Object.fromEntries(Object.entries(outputs).map(([key, { data }]) => [key, Array.from(data)])));
}
console.log(JSON.stringify(results));
