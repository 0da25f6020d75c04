/** Our own environments against the conformance suite: every reward, on networks of all kinds. */
import { runEnvironmentConformance } from "../testing/environment-conformance.ts";
import { mixedSetup } from "../testing/mixed-setup.ts";
import { OffloadingEnvironment, type OffloadingOptions } from "./offloading-environment.ts";

const kinds: OffloadingOptions[] = [
  {},
  { reward: "paper" },
  { rewardScope: "team" },
  { peerLoad: true },
  { rewardScope: "team", reward: "paper", peerLoad: true },
];

for (const [k, options] of kinds.entries()) {
  for (const network of [2 * k, 2 * k + 1]) {
    const setupOf = (seed: number) => mixedSetup({ network, seed });
    runEnvironmentConformance(
      `on network ${network}, ${JSON.stringify(options)}`,
      () => new OffloadingEnvironment(setupOf(0).network, setupOf, options),
    );
  }
}
