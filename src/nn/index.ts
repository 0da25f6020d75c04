/** Layers: parameter layouts in one flat vector, and pure functions of it. */
export { type AttentionOptions, multiHeadAttention } from "./attention.ts";
export { type DenseOptions, dense } from "./dense.ts";
export { dropout } from "./dropout.ts";
export { DropoutNoise } from "./dropout-noise.ts";
export { type EmbeddingOptions, embedding } from "./embedding.ts";
export {
  type GruCellOptions,
  type GruOptions,
  type GruSequence,
  type GruStep,
  gru,
  gruCell,
} from "./gru.ts";
export { glorotUniform, heUniform, normal, ones, uniform, zeros } from "./initialisers.ts";
export { layerNorm } from "./layer-norm.ts";
export {
  type LstmCellOptions,
  type LstmOptions,
  type LstmSequence,
  type LstmState,
  type LstmStep,
  lstm,
  lstmCell,
} from "./lstm.ts";
export { type MlpOptions, mlp } from "./mlp.ts";
export {
  compose,
  type Initialiser,
  layer,
  type Module,
  type ParameterSpec,
  parameterless,
  sequence,
} from "./module.ts";
export { type TransformerOptions, transformerEncoder } from "./transformer.ts";
