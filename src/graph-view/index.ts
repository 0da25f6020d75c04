/** Looking at computations: compiled programs and ONNX models as pictures and as counts. */
export { countNodes, type OpCount } from "./count-nodes.ts";
export { graphPictureOf } from "./graph-picture-of.ts";
export type { GraphView, NodeKind, ViewNode, ViewResult } from "./graph-view.ts";
export { type Phases, phasesOf } from "./phases.ts";
export { viewOnnx } from "./view-onnx.ts";
export { viewProgram } from "./view-program.ts";
