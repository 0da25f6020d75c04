/** Running compiled graphs: engines, and runners that keep states. */
export { type Agent, type AgentsOptions, AgentsRunner } from "./agents-runner.ts";
export type { Engine, Executable, Feeds, Results } from "./engine.ts";
export { FunctionRunner } from "./function-runner.ts";
export { Interpreter, type Precision } from "./reference/interpreter.ts";
export { referenceEngine } from "./reference/reference-engine.ts";
export { type OnnxModel, runOnnxFile } from "./run-onnx-file.ts";
export {
  describeEngine,
  type EngineDescription,
  type EnginePreference,
  enginePreferences,
  selectEngine,
} from "./select-engine.ts";
export { UpdateRunner } from "./update-runner.ts";
