/** The plain TypeScript engine: slow on batches, needs nothing, and is what the others are checked against. */
import type { Engine } from "../engine.ts";
import { Interpreter, type Precision } from "./interpreter.ts";

export function referenceEngine(precision: Precision = "float32"): Engine {
  return {
    name: "reference",
    async load(program) {
      const interpreter = new Interpreter(program, precision);
      return {
        program,
        run: async (feeds) => interpreter.run(feeds),
        release: async () => {},
      };
    },
  };
}
