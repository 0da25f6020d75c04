/** Runs an update program again and again, keeping its states between the runs. */
import { EdgeflockError } from "../core/errors.ts";
import { type PackedProgram, type Packing, type Program, packProgram, sizeOf } from "../graph/index.ts";
import { type Engine, type Executable, type Feeds, feedOf, newArrays, type Results } from "./engine.ts";

/** One of two sets of arrays for the states; a run reads from one and writes to the other. */
interface Side {
  /** The arrays that cross into the engine. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
  /** Every updated state: an array, or part of one. */
  readonly states: Readonly<Record<string, Float32Array>>;
}

export class UpdateRunner {
  readonly program: Program;
  readonly #executable: Executable;
  readonly #inputs: Readonly<Record<string, Float32Array>>;
  readonly #fixedStates: Readonly<Record<string, Float32Array>>;
  readonly #outputs: Readonly<Results>;
  readonly #runs: readonly [() => Promise<void>, () => Promise<void>];
  readonly #sides: readonly [Side, Side];
  /** The side that holds the states as they are. */
  #current: 0 | 1 = 0;
  #isRunning = false;

  private constructor(program: Program, packed: PackedProgram, executable: Executable) {
    this.program = program;
    this.#executable = executable;
    const inputs = newArrays(packed.program.inputs);
    const outputs = newArrays(packed.program.outputs);
    const updated = new Set(packed.program.results.map(({ name }) => name));
    const fixed = newArrays(packed.program.states.filter(({ name }) => !updated.has(name)));
    const side = (): Side => {
      const arrays = newArrays(packed.program.states.filter(({ name }) => updated.has(name)));
      return { arrays, states: withParts(arrays, packed.states) };
    };
    this.#sides = [side(), side()];
    this.#inputs = withParts(inputs, packed.inputs);
    this.#fixedStates = withParts(fixed, packed.fixedStates);
    this.#outputs = withParts(outputs, packed.outputs);
    const [even, odd] = this.#sides;
    const run = (from: Side, to: Side) =>
      executable.bind({ ...inputs, ...fixed, ...from.arrays }, { ...outputs, ...to.arrays });
    this.#runs = [run(even, odd), run(odd, even)];
  }

  /** @param initialState a value for every state of the program, copied; the optimisers' own may be left out (zeros) */
  static async create(engine: Engine, program: Program, initialState: Feeds): Promise<UpdateRunner> {
    const complete = withZeros(program, initialState);
    const packed = packProgram(program);
    const runner = new UpdateRunner(program, packed, await engine.load(packed.program));
    runner.restore(complete);
    return runner;
  }

  /**
   * One update: one call of the engine.
   * @param batch a value for every input, copied
   * @returns the outputs, in the same arrays at every run: read them before the next one
   */
  async run(batch: Feeds): Promise<Readonly<Results>> {
    if (this.#isRunning) throw new Error("an update is already running: await it first");
    for (const spec of this.program.inputs) this.#inputs[spec.name]?.set(feedOf(batch, spec));
    this.#isRunning = true;
    try {
      await this.#runs[this.#current]();
      this.#current = this.#current === 0 ? 1 : 0;
      return this.#outputs;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Copies of all states, by name. */
  state(): Record<string, Float32Array> {
    return Object.fromEntries(this.program.states.map(({ name }) => [name, this.view(name).slice()]));
  }

  /** One state as it is now: a view, to be read at once; the next run reuses it. */
  view(name: string): Float32Array {
    const values = this.#sides[this.#current].states[name] ?? this.#fixedStates[name];
    if (values === undefined) {
      throw new EdgeflockError("graph", `The program has no state "${name}" (it has ${this.#names()}).`);
    }
    return values;
  }

  /** Puts all states back to copies of `state`. */
  restore(state: Feeds): void {
    for (const spec of this.program.states) this.view(spec.name).set(feedOf(state, spec));
  }

  release(): Promise<void> {
    return this.#executable.release();
  }

  #names(): string {
    return this.program.states.map(({ name }) => `"${name}"`).join(", ");
  }
}

/** The arrays that are no packed vector, and the parts of the one that is. */
function withParts(
  arrays: Readonly<Record<string, Float32Array>>,
  packing: Packing,
): Record<string, Float32Array> {
  const { [packing.name]: vector, ...own } = arrays;
  const parts: Record<string, Float32Array> = own;
  let start = 0;
  for (const { name, shape } of packing.parts) {
    const end = start + sizeOf(shape);
    if (vector !== undefined) parts[name] = vector.subarray(start, end);
    start = end;
  }
  return parts;
}

function withZeros(program: Program, given: Feeds): Feeds {
  const zeros = newArrays(program.states.filter(({ startsAtZero }) => startsAtZero));
  const complete = { ...zeros, ...given };
  for (const spec of program.states) feedOf(complete, spec);
  return complete;
}
