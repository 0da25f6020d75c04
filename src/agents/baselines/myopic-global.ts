/** `myopic-global`: the decision of least estimated cost from the state of every server (see myopic.ts). */
import type { BaselineDefinition } from "./baseline.ts";
import { MyopicPolicy } from "./myopic.ts";
import { myopicDefaults, myopicSchema, tuneMyopic } from "./myopic-parameters.ts";
import { readParameters } from "./parameters.ts";

const name = "myopic-global";

export const myopicGlobal: BaselineDefinition = {
  name,
  description: "The decision of least estimated cost, from the state of every server.",
  information: "global",
  parameters: myopicDefaults,
  tune: (setups, options) => tuneMyopic(name, "global", setups, options),
  create: (parameters = myopicDefaults) =>
    new MyopicPolicy(name, "global", readParameters(myopicSchema, name, parameters)),
};
