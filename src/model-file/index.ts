/** ONNX files: reading any, and what those that hold a policy say of themselves. */
export type { OnnxConstant } from "./onnx-constants.ts";
export { multiplyAccumulates, shapesOf } from "./onnx-shapes.ts";
export type { EntryFacts, PolicyFacts, TrainingRecord, ValueFacts } from "./policy-facts.ts";
export { type OnnxModelContent, type OnnxShape, type OnnxValue, readOnnx } from "./read-onnx.ts";
export {
  type PolicyFile,
  parsePolicyFile,
  policyFileSchema,
  type ReadModel,
  readModel,
  requireDescribed,
} from "./read-policy.ts";
export { type PolicyAgent, type PolicyContent, sha256Of, writePolicy } from "./write-policy.ts";
