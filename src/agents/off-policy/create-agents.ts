/** The agents of a learner and what trains them: one set of networks for each agent, or one for all. */
import { Rng } from "../../core/rng.ts";
import { TargetSets } from "../../env/target-sets.ts";
import { UpdateRunner } from "../../runtime/index.ts";
import type { AgentShape } from "../common/shape.ts";
import type { LearnerContext } from "../learner.ts";
import { OffPolicyAgent } from "./agent.ts";
import type { OffPolicyConfig } from "./config.ts";
import type { OffPolicyModel } from "./model.ts";
import { Trainer } from "./trainer.ts";

export async function createAgents<C extends OffPolicyConfig>(
  model: OffPolicyModel<C>,
  config: C,
  { engine, seed, setup: { network } }: LearnerContext,
  shape: AgentShape,
): Promise<{ agents: OffPolicyAgent<C>[]; trainers: Trainer<C>[] }> {
  const program = model.update(shape, config);
  const createTrainer = async (name: string, stream: string) => {
    const state = model.initialState(shape, config, Rng.stream(seed, `parameters/${stream}`));
    const runner = await UpdateRunner.create(engine, program, state);
    const acting = Object.fromEntries(Object.keys(model.acting).map((key) => [key, runner.view(key)]));
    const actor = model.createActor(shape, config, acting);
    return new Trainer(name, model, shape, config, actor, runner, seed, stream);
  };
  const trainers: Trainer<C>[] = [];
  if (config.shareParameters) trainers.push(await createTrainer("shared", "shared"));
  else {
    for (let m = 0; m < network.serverCount; m++) trainers.push(await createTrainer(`agent-${m}`, `${m}`));
  }
  const agents = Array.from({ length: network.serverCount }, (_, m) => {
    const sets = new TargetSets(network, m, shape.layout.view.slots);
    const trainer = trainers[config.shareParameters ? 0 : m]!;
    return new OffPolicyAgent(m, trainer, sets, model.exploration(config), seed);
  });
  return { agents, trainers };
}
