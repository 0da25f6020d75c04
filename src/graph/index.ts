/** Typed static graphs: building, differentiating, compiling, encoding as ONNX. */
export { gelu, huber, layerNorm } from "./composites.ts";
export { type DropoutPlan, dropoutKeys, dropoutMask, dropoutPlan } from "./dropout-mask.ts";
export {
  abs,
  add,
  broadcastTo,
  clip,
  cos,
  div,
  exp,
  floor,
  greater,
  log,
  maximum,
  minimum,
  mul,
  neg,
  type Operand,
  relu,
  sigmoid,
  sign,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  tanh,
  where,
} from "./elementwise.ts";
export { gradients } from "./gradients.ts";
export { Graph } from "./graph.ts";
export { gather, scatterAdd } from "./indexing.ts";
export { concat, matmul, reshape, slice, transpose } from "./linear.ts";
export { type EncodeOptions, encodeOnnx, onnxResultName } from "./onnx/encode-onnx.ts";
export type { AnyNode, Node, OpName, Ops, Tensor } from "./op.ts";
export { type AdamOptions, adam, adamW } from "./optimizers/adam.ts";
export type { Optimizer, OptimizerOptions, OptimizerUpdate, RateSchedule } from "./optimizers/optimizer.ts";
export {
  cosineRate,
  exponentialRate,
  linearRate,
  stepRate,
  warmUp,
} from "./optimizers/rate-schedules.ts";
export { type RmsPropOptions, rmsProp } from "./optimizers/rms-prop.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export {
  compileFunction,
  compileUpdate,
  type Objective,
  type Program,
  type Result,
  type StateSpec,
  type TargetUpdate,
  type TensorSpec,
  type UpdateSpec,
} from "./program.ts";
export { logSoftmax, max, mean, oneHotArgmax, softmax, sum } from "./reductions.ts";
export { formatShape, type Shape, sameShape, sizeOf } from "./shape.ts";
export { type PackedProgram, type Packing, packProgram } from "./transforms/pack.ts";
export { sameProgram } from "./transforms/same-program.ts";
export { type StackOptions, stackAgents } from "./transforms/stack-agents.ts";
export { type UnrollOptions, unrollUpdates } from "./transforms/unroll.ts";
export { vmap } from "./transforms/vmap.ts";
