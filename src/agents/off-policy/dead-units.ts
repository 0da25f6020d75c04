/** How many hidden units of each network answer nothing, whatever they are shown: a network that has died, in part. */
import {
  add,
  compileFunction,
  Graph,
  greater,
  max,
  mean,
  mul,
  type Program,
  reshape,
  sub,
  type Tensor,
  where,
} from "../../graph/index.ts";
import { FunctionRunner } from "../../runtime/index.ts";
import type { AgentShape } from "../common/shape.ts";
import { transitionsOf } from "./batch-tensors.ts";
import type { OffPolicyConfig } from "./config.ts";
import type { OffPolicyModel } from "./model.ts";
import type { Trainer } from "./trainer.ts";

export class DeadUnits<C extends OffPolicyConfig> {
  #runner: FunctionRunner | null = null;
  readonly #program: Program;

  constructor(model: OffPolicyModel<C>, shape: AgentShape, config: C) {
    const transitions = transitionsOf(new Graph(), shape, config);
    const probes = Object.entries(model.probes(transitions, shape, config));
    this.#program = compileFunction(
      Object.fromEntries(probes.map(([name, output]) => [`deadUnits.${name}`, deadFraction(output)])),
    );
  }

  /** `deadUnits.<network>`: the fraction of units that are 0 in the whole batch that a trainer drew last. */
  of({ runner, sampler }: Trainer<C>): Record<string, number> {
    const states = Object.fromEntries(this.#program.states.map(({ name }) => [name, runner.view(name)]));
    this.#runner ??= FunctionRunner.synchronous(this.#program, states);
    this.#runner.setStates(states);
    const results = this.#runner.runSync({ transitions: sampler.batch });
    return Object.fromEntries(Object.entries(results).map(([name, [value]]) => [name, value!]));
  }
}

/** Over all rectified units that `output` is computed from. */
function deadFraction(output: Tensor): Tensor {
  const rectified = compileFunction({ output }).nodes.filter(({ op }) => op === "relu");
  if (rectified.length === 0) throw new Error("a network without hidden units");
  const alive = rectified.map((layer) => {
    const units = layer.shape.at(-1) ?? 1;
    return { units, alive: mean(where(greater(max(reshape(layer, [-1, units]), [0]), 0), 1, 0)) };
  });
  const total = alive.reduce((sum, { units }) => sum + units, 0);
  return alive
    .map((layer) => mul(sub(1, layer.alive), layer.units / total))
    .reduce((sum, part) => add(sum, part));
}
