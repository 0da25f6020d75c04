/** `local`: every task stays at its home server, at full share. The reference of the cost (model.md, section 4). */
import type { BaselineDefinition } from "./baseline.ts";

export const local: BaselineDefinition = {
  name: "local",
  description: "Every task runs at its home server, at full share.",
  information: "local",
  parameters: {},
  create: () => ({
    name: "local",
    information: "local",
    begin() {},
    decide(_, decision) {
      decision.reset();
    },
  }),
};
