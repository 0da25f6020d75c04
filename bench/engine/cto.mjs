/** The product's own learner, CTO, as `edgeflock train` runs it on the paper's scenario. The peer has no such case. */
import { learningAlgorithms, loadScenario, networkOf } from "../../dist/index.js";
import { always, uniforms } from "./values.mjs";

/** What it compiles for an agent, by name: its update, and the policies that act. */
export async function ctoGraphs() {
  const cto = learningAlgorithms.get("cto");
  const network = networkOf(await loadScenario("paper-3mec"));
  return Object.fromEntries(
    cto.graphs(cto.configure({}), { network, split: "equal" }).map((graph) => [graph.name, graph]),
  );
}

/** One agent's update: Q-network, critic and actor. */
export async function ctoUpdate() {
  const { program } = (await ctoGraphs()).update;
  const values = { transitions: uniforms, rate: always(1), actorRate: always(1) };
  return { program, values, shared: ["rate", "actorRate"] };
}
