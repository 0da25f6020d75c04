/** What an agent of the CTO family depends on in a network, and the graphs that are compiled for it. */
import { EdgeflockError } from "../../core/errors.ts";
import { TargetSets } from "../../env/target-sets.ts";
import { TransitionLayout } from "../../env/transition-layout.ts";
import type { Network } from "../../sim/network.ts";
import type { NamedGraph } from "../learner.ts";
import { chooseSetProgram, chooseSharesProgram } from "./actor.ts";
import type { CtoConfig } from "./config.ts";
import { greedyProgram } from "./export.ts";
import { type AgentShape, ctoUpdate } from "./update-graph.ts";

/**
 * @param withForecasts whether the critics see forecasts
 * @throws EdgeflockError("scenario") when nobody could help the server
 */
export function agentShape(
  network: Network,
  { degree, sets }: TargetSets,
  server: number,
  { peerLoad }: CtoConfig,
  withForecasts: boolean,
): AgentShape {
  if (degree === 0) {
    throw new EdgeflockError(
      "scenario",
      `the CTO algorithms choose among neighbours, but the server ${network.spec.servers[server]?.name} has none`,
      "Link every server with others.",
    );
  }
  const layout = new TransitionLayout(network, server, peerLoad, withForecasts);
  return { layout, degree, sets, shareMin: network.shareMin };
}

export function ctoGraphs(config: CtoConfig, network: Network, withForecasts: boolean): NamedGraph[] {
  const shape = agentShape(network, new TargetSets(network, 0), 0, config, withForecasts);
  return [
    {
      name: "update",
      description: "one learning step: Q-network, critic and actor, and the soft updates of their targets",
      program: ctoUpdate(shape, config),
    },
    {
      name: "choose-set",
      description: "acting: the value of every set of helping servers",
      program: chooseSetProgram(shape, config),
    },
    {
      name: "choose-shares",
      description: "acting: the shares for a set of helping servers",
      program: chooseSharesProgram(shape, config),
    },
    {
      name: "policy",
      description: "the exported policy: both, from measurements in physical units",
      program: greedyProgram(shape, config, network, 0),
    },
  ];
}
