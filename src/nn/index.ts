/** Layers: parameter layouts in one flat vector, and pure functions of it. */
export { type AttentionOptions, multiHeadAttention } from "./attention.ts";
export { type DenseOptions, dense } from "./dense.ts";
export { glorotUniform, heUniform, normal, ones, zeros } from "./initialisers.ts";
export { layerNorm } from "./layer-norm.ts";
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
