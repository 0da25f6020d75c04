/** Runs an update program again and again, keeping its states between the runs. */
import { EdgeflockError } from "../core/errors.ts";
import { type Program, sizeOf } from "../graph/index.ts";
import { type Engine, type Executable, type Feeds, feedOf, type Results } from "./engine.ts";

export class UpdateRunner {
  readonly #executable: Executable;
  /** The current states, and the arrays the next run writes to; the two change places. */
  #current: Record<string, Float32Array>;
  #spare: Record<string, Float32Array>;
  readonly #updated: readonly string[];
  #isRunning = false;

  private constructor(executable: Executable, current: Record<string, Float32Array>) {
    this.#executable = executable;
    this.#current = current;
    this.#updated = executable.program.results.filter(({ kind }) => kind === "state").map(({ name }) => name);
    this.#spare = Object.fromEntries(
      this.#updated.map((name) => [name, new Float32Array(current[name]?.length ?? 0)]),
    );
  }

  /** @param initialState a value for every state of the program, copied; the optimisers' own may be left out (zeros) */
  static async create(engine: Engine, program: Program, initialState: Feeds): Promise<UpdateRunner> {
    return new UpdateRunner(await engine.load(program), copyStates(program, initialState));
  }

  get program(): Program {
    return this.#executable.program;
  }

  /**
   * One update.
   * @param batch a value for every input
   * @returns the outputs, in new arrays
   */
  async run(batch: Feeds): Promise<Results> {
    if (this.#isRunning) throw new Error("an update is already running: await it first");
    this.#isRunning = true;
    try {
      const results = await this.#executable.run({ ...batch, ...this.#current }, this.#spare);
      for (const name of this.#updated) {
        const previous = this.#current[name];
        const next = results[name];
        if (previous === undefined || next === undefined)
          throw new Error(`the engine lost the state "${name}"`);
        this.#current[name] = next;
        this.#spare[name] = previous;
        delete results[name];
      }
      return results;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Copies of all states, by name. */
  state(): Record<string, Float32Array> {
    return Object.fromEntries(Object.entries(this.#current).map(([name, values]) => [name, values.slice()]));
  }

  /** One state as it is now: a view, to be read at once; the next run reuses it. */
  view(name: string): Float32Array {
    const values = this.#current[name];
    if (values === undefined) {
      throw new EdgeflockError("graph", `The program has no state "${name}" (it has ${this.#names()}).`);
    }
    return values;
  }

  /** Puts all states back to copies of `state`. */
  restore(state: Feeds): void {
    for (const spec of this.program.states) this.#current[spec.name]?.set(feedOf(state, spec));
  }

  release(): Promise<void> {
    return this.#executable.release();
  }

  #names(): string {
    return this.program.states.map(({ name }) => `"${name}"`).join(", ");
  }
}

function copyStates(program: Program, given: Feeds): Record<string, Float32Array> {
  return Object.fromEntries(
    program.states.map((spec) => {
      const isLeftOut = spec.startsAtZero && given[spec.name] === undefined;
      return [spec.name, isLeftOut ? new Float32Array(sizeOf(spec.shape)) : feedOf(given, spec).slice()];
    }),
  );
}
