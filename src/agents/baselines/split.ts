/** `split`: each task is cut into equal parts for the home server and as many neighbours as may help. */
import type { BaselineDefinition } from "./baseline.ts";

export const split: BaselineDefinition = {
  name: "split",
  description:
    "Each task is split evenly over its home server and as many neighbours as may help; full shares.",
  information: "local",
  parameters: {},
  create: () => ({
    name: "split",
    information: "local",
    begin() {},
    decide({ local: { network, server } }, decision) {
      const first = network.firstLink[server]!;
      const count = Math.min(network.maxTargets, network.degree(server));
      decision.targetCount = count;
      for (let k = 0; k < count; k++) decision.targets[k] = network.linkTo[first + k]!;
      decision.offloadRatio = count / (count + 1);
    },
  }),
};
