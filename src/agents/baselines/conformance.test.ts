/** All baselines against the suite of policies. */
import { runPolicyConformance } from "../../testing/policy-conformance.ts";
import { baselines } from "./index.ts";

for (const [name, { create, parameters, information }] of baselines) {
  // Searches short enough to be played many times.
  const constants = information === "future" ? { ...parameters, proposalsPerTask: 3 } : parameters;
  runPolicyConformance(name, () => create(constants));
}
