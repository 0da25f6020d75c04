/**
 * Evaluates a function program with given states. Batches go to the engine; single observations are quicker in place,
 * synchronously, by the float32 interpreter: a call of the native engine alone costs more than a small network.
 */
import { type Program, type Result, sizeOf, type TensorSpec } from "../graph/index.ts";
import { type Engine, type Executable, type Feeds, feedOf, type Results } from "./engine.ts";
import { Interpreter } from "./reference/interpreter.ts";

export class FunctionRunner {
  readonly program: Program;
  readonly #executable: Executable | null;
  /** What the engine is fed: the arrays of the inputs and states, always the same. */
  readonly #feeds: Feeds;
  readonly #interpreter: Interpreter;
  readonly #states: Record<string, Float32Array>;
  readonly #inputs: readonly { readonly spec: TensorSpec; readonly buffer: Float32Array }[];
  readonly #outputs: Results;
  #isRunning = false;

  private constructor(program: Program, executable: Executable | null, states: Feeds) {
    this.program = program;
    this.#executable = executable;
    this.#interpreter = new Interpreter(program, "float32");
    const buffers = new Map<string, Float32Array>();
    for (const node of program.nodes) {
      if (node.op !== "input" && node.op !== "state") continue;
      buffers.set(node.attributes.name, float32(this.#interpreter.buffer(node.id)));
    }
    const bufferOf = (spec: TensorSpec) => buffers.get(spec.name) ?? new Float32Array(sizeOf(spec.shape));
    this.#inputs = program.inputs.map((spec) => ({ spec, buffer: bufferOf(spec) }));
    this.#states = Object.fromEntries(program.states.map((spec) => [spec.name, bufferOf(spec)]));
    for (const spec of program.states) this.#states[spec.name]?.set(feedOf(states, spec));
    const output = (result: Result) => [result.name, float32(this.#interpreter.result(result))] as const;
    this.#outputs = Object.fromEntries(program.results.map(output));
    const fed = this.#inputs.map(({ spec, buffer }) => [spec.name, buffer]);
    this.#feeds = { ...Object.fromEntries(fed), ...this.#states };
  }

  /** For both `run` and `runSync`. `states` is copied. */
  static async create(engine: Engine, program: Program, states: Feeds): Promise<FunctionRunner> {
    for (const spec of program.states) feedOf(states, spec);
    return new FunctionRunner(program, await engine.load(program), states);
  }

  /** For `runSync` only: needs no engine. `states` is copied. */
  static synchronous(program: Program, states: Feeds): FunctionRunner {
    return new FunctionRunner(program, null, states);
  }

  /** Copies new values into the states named; the others stay. */
  setStates(states: Feeds): void {
    this.#requireIdle();
    for (const spec of this.program.states) {
      if (spec.name in states) this.#states[spec.name]?.set(feedOf(states, spec));
    }
  }

  /** Evaluates on the engine, if there is one, into new arrays. Nothing else may be asked of the runner meanwhile. */
  async run(feeds: Feeds): Promise<Results> {
    if (this.#executable === null) return copied(this.runSync(feeds));
    this.#feed(feeds);
    this.#isRunning = true;
    try {
      return await this.#executable.run(this.#feeds);
    } finally {
      this.#isRunning = false;
    }
  }

  /**
   * Evaluates at once, in float32, in plain TypeScript. Its results agree with those of `run` to rounding, not to the bit.
   * @returns the same arrays at every call: read them before the next one
   */
  runSync(feeds: Feeds): Readonly<Results> {
    this.#feed(feeds);
    this.#interpreter.compute();
    return this.#outputs;
  }

  async release(): Promise<void> {
    await this.#executable?.release();
  }

  #feed(feeds: Feeds): void {
    this.#requireIdle();
    for (const { spec, buffer } of this.#inputs) buffer.set(feedOf(feeds, spec));
  }

  /** The engine may read its arrays at any time before it has answered. */
  #requireIdle(): void {
    if (this.#isRunning) throw new Error("an evaluation is already running: await it first");
  }
}

function float32(buffer: Float32Array | Float64Array): Float32Array {
  if (buffer instanceof Float32Array) return buffer;
  throw new Error("a float32 interpreter has float32 buffers");
}

function copied(results: Readonly<Results>): Results {
  return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, values.slice()]));
}
