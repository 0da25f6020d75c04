/** What every policy has to do: the rules of `checkPolicy`, one test each. */
import { beforeAll, describe, expect, it } from "vitest";
import type { EpisodeSetup, Policy } from "../env/index.ts";
import { checkPolicy, type PolicyFinding, type PolicyRule, policyRules } from "./check-policy.ts";
import { mixedSetup } from "./mixed-setup.ts";

/** Networks that a policy is played on which is not tied to one. */
const mixedNetworks = 12;

export interface PolicyConformanceOptions {
  /** Episodes to play; networks of all kinds when absent. A trained policy has to be given its own network. */
  readonly setups?: readonly EpisodeSetup[];
}

/**
 * Runs the suite inside a vitest file.
 * @param create makes a fresh policy; called several times
 */
export function runPolicyConformance(
  name: string,
  create: () => Policy | Promise<Policy>,
  options: PolicyConformanceOptions = {},
): void {
  describe(`policy ${name}`, () => {
    let findings: readonly PolicyFinding[];
    beforeAll(async () => {
      const mixed = Array.from({ length: mixedNetworks }, (_, network) => mixedSetup({ network }));
      findings = await checkPolicy(create, options.setups ?? mixed);
    });

    it.each(Object.entries(policyRules) as [PolicyRule, string][])("%s: %s", (rule) => {
      expect(findings.filter((finding) => finding.rule === rule)).toEqual([]);
    });
  });
}
