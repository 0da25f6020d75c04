/** All baselines against the suite of policies. */
import { runPolicyConformance } from "../../testing/policy-conformance.ts";
import { baselines } from "./index.ts";

for (const [name, { create }] of baselines) runPolicyConformance(name, () => create());
