/** Runs an update program again and again, keeping its states between the runs. */
import { EdgeflockError } from "../core/errors.ts";
import { type Packing, type Program, packProgram, sizeOf } from "../graph/index.ts";
import { type Engine, type Executable, type Feeds, feedOf, newArrays, type Results } from "./engine.ts";

/** Where a tensor lies: in the array of that name, from `start` to `end`. */
interface Place {
  readonly array: string;
  readonly start: number;
  readonly end: number;
}

export class UpdateRunner {
  readonly program: Program;
  readonly #executable: Executable;
  /** All that is fed: the inputs' arrays, always the same, and the states', each the result of the last run. */
  readonly #feeds: Record<string, Float32Array>;
  /** The arrays that batches are copied to. Who writes into them between runs saves that copy: `run(runner.inputs)`. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly #states: ReadonlyMap<string, Place>;
  readonly #outputs: ReadonlyMap<string, Place>;
  readonly #updated: readonly string[];
  #isRunning = false;

  private constructor(program: Program, executable: Executable, packings: Packings) {
    const packed = executable.program;
    this.program = program;
    this.#executable = executable;
    this.#feeds = newArrays([...packed.inputs, ...packed.states]);
    this.#states = places(program.states, packings.states);
    this.#outputs = places(program.outputs, packings.outputs);
    this.#updated = packed.results.filter(({ kind }) => kind === "state").map(({ name }) => name);
    const inputs = [...places(program.inputs, packings.inputs)];
    this.inputs = Object.fromEntries(inputs.map(([name, place]) => [name, partOf(this.#feeds, place)]));
  }

  /** @param initialState a value for every state of the program, copied; the optimisers' own may be left out (zeros) */
  static async create(engine: Engine, program: Program, initialState: Feeds): Promise<UpdateRunner> {
    const zeros = newArrays(program.states.filter(({ startsAtZero }) => startsAtZero));
    const state = { ...zeros, ...initialState };
    for (const spec of program.states) feedOf(state, spec);
    const packed = packProgram(program);
    const runner = new UpdateRunner(program, await engine.load(packed.program), {
      inputs: [packed.inputs],
      states: [packed.states, packed.fixedStates],
      outputs: [packed.outputs],
    });
    runner.restore(state);
    return runner;
  }

  /**
   * One update: one call of the engine.
   * @param batch a value for every input, copied
   * @returns the outputs, in new arrays
   */
  async run(batch: Feeds): Promise<Results> {
    this.#requireIdle();
    for (const spec of this.program.inputs) {
      const values = feedOf(batch, spec);
      const own = this.inputs[spec.name];
      if (values !== own) own?.set(values);
    }
    this.#isRunning = true;
    try {
      const results = await this.#executable.run(this.#feeds);
      for (const name of this.#updated) this.#feeds[name] = results[name] as Float32Array;
      const outputs: Results = {};
      for (const [name, place] of this.#outputs) outputs[name] = partOf(results, place);
      return outputs;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Copies of all states, by name. */
  state(): Record<string, Float32Array> {
    return Object.fromEntries(this.program.states.map(({ name }) => [name, this.view(name).slice()]));
  }

  /** One state as it is now: a view, to be read at once; later runs leave it as it was. */
  view(name: string): Float32Array {
    const place = this.#states.get(name);
    if (place === undefined) {
      const names = [...this.#states.keys()].map((known) => `"${known}"`).join(", ");
      throw new EdgeflockError("graph", `The program has no state "${name}" (it has ${names}).`);
    }
    return partOf(this.#feeds, place);
  }

  /** Puts all states back to copies of `state`; none of them where one does not fit. */
  restore(state: Feeds): void {
    this.#requireIdle();
    const values = this.program.states.map((spec) => [spec.name, feedOf(state, spec)] as const);
    for (const [name, own] of values) this.view(name).set(own);
  }

  release(): Promise<void> {
    return this.#executable.release();
  }

  /** The states of a run that is under way would take the place of any others. */
  #requireIdle(): void {
    if (this.#isRunning) throw new Error("an update is already running: await it first");
  }
}

interface Packings {
  readonly inputs: readonly Packing[];
  readonly states: readonly Packing[];
  readonly outputs: readonly Packing[];
}

/** Each tensor in its packing, or in an array of its own. */
function places(tensors: Program["inputs"], packings: readonly Packing[]): Map<string, Place> {
  const found = new Map<string, Place>(
    tensors.map(({ name, shape }) => [name, { array: name, start: 0, end: sizeOf(shape) }]),
  );
  for (const { name: array, parts } of packings) {
    let start = 0;
    for (const { name, shape } of parts) {
      const end = start + sizeOf(shape);
      found.set(name, { array, start, end });
      start = end;
    }
  }
  return found;
}

function partOf(arrays: Feeds, { array, start, end }: Place): Float32Array {
  const values = arrays[array];
  if (values === undefined) throw new Error(`there is no array "${array}"`);
  return values.length === end - start ? values : values.subarray(start, end);
}
