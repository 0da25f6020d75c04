/** The plain TypeScript engine: slow on batches, needs nothing, and is what the others are checked against. */
import { type Engine, feedOf } from "../engine.ts";
import { Interpreter, type Precision } from "./interpreter.ts";

export function referenceEngine(precision: Precision = "float32"): Engine {
  return {
    name: "reference",
    async load(program) {
      const interpreter = new Interpreter(program, precision);
      return {
        program,
        bind(feeds, results) {
          for (const spec of [...program.inputs, ...program.states]) feedOf(feeds, spec);
          for (const result of program.results) feedOf(results, result);
          return async () => {
            interpreter.run(feeds, results);
          };
        },
        release: async () => {},
      };
    },
  };
}
