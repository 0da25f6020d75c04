/** `myopic-local`: the decision of least estimated cost from the home server's own view (see myopic.ts). */
import type { BaselineDefinition } from "./baseline.ts";
import { MyopicPolicy } from "./myopic.ts";
import { myopicDefaults, myopicSchema, tuneMyopic } from "./myopic-parameters.ts";
import { readParameters } from "./parameters.ts";

const name = "myopic-local";

export const myopicLocal: BaselineDefinition = {
  name,
  description:
    "The decision of least estimated cost, from the home server's view; other servers' waits are constants.",
  information: "local",
  parameters: myopicDefaults,
  tune: (setups, options) => tuneMyopic(name, "local", setups, options),
  create: (parameters = myopicDefaults) =>
    new MyopicPolicy(name, "local", readParameters(myopicSchema, name, parameters)),
};
