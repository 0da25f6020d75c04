/** All baselines against the suite of policies. */
import { runPolicyConformance } from "../../testing/policy-conformance.ts";
import { baselines } from "./index.ts";

for (const [name, { create, parameters, information }] of baselines) {
  // Searches short enough to be played many times.
  const short = { future: { proposalsPerTask: 3 }, twin: { steps: 3, starts: 1, halvings: 1 } };
  const constants = { ...parameters, ...(short as Partial<Record<string, object>>)[information] };
  runPolicyConformance(name, () => create(constants));
}
