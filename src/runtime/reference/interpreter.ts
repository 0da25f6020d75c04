/**
 * Runs a program in plain TypeScript: one kernel a node, over buffers allocated once. In float64 it is the oracle of
 * the tests; in float32 it is the quickest way to evaluate a small network on a single observation, being synchronous.
 */
import type { Node, OpName, Ops, Program, Result } from "../../graph/index.ts";
import { type Feeds, feedOf, type Results } from "../engine.ts";
import type { Buffer, Kernel } from "./kernel.ts";
import { type BuffersOf, kernelRules, type Lowered } from "./kernel-rules.ts";

export type Precision = "float32" | "float64";

export class Interpreter {
  readonly program: Program;
  readonly #buffers = new Map<number, Buffer>();
  readonly #kernels: Kernel[] = [];

  constructor(program: Program, precision: Precision) {
    this.program = program;
    const allocate = (size: number) =>
      precision === "float32" ? new Float32Array(size) : new Float64Array(size);
    for (const node of program.nodes) {
      const { buffer, kernel } = lower(
        node,
        node.inputs.map((input) => this.buffer(input.id)),
        allocate,
      );
      this.#buffers.set(node.id, buffer);
      if (kernel !== null) this.#kernels.push(kernel);
    }
  }

  /** The buffer of a node. Those of inputs and states may be written; all others are valid until the next run. */
  buffer(id: number): Buffer {
    const buffer = this.#buffers.get(id);
    if (buffer === undefined) throw new Error(`node ${id} is not part of the program`);
    return buffer;
  }

  /** Copies values into the inputs and states that `feeds` must name. */
  feed(feeds: Readonly<Record<string, ArrayLike<number>>>): void {
    for (const node of this.program.nodes) {
      if (node.op !== "input" && node.op !== "state") continue;
      this.buffer(node.id).set(feedOf(feeds, { name: node.attributes.name, shape: node.shape }));
    }
  }

  /** Computes every node from what the inputs and states hold. */
  compute(): void {
    for (const kernel of this.#kernels) kernel();
  }

  /** The buffer of a result, valid until the next run. */
  result(result: Result): Buffer {
    return this.buffer(result.tensor.id);
  }

  /** Feeds, computes, and copies every result out. */
  run(feeds: Feeds): Results {
    this.feed(feeds);
    this.compute();
    const results: Results = {};
    for (const result of this.program.results) {
      results[result.name] = Float32Array.from(this.result(result));
    }
    return results;
  }
}

function lower<K extends OpName>(
  node: Node<K>,
  buffers: readonly Buffer[],
  allocate: (size: number) => Buffer,
): Lowered {
  return kernelRules[node.op](node, buffers as BuffersOf<Ops[K]["inputs"]>, allocate);
}
