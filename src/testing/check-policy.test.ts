import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import type { LocalView, Policy, PolicyContext } from "../env/index.ts";
import type { Decision } from "../sim/decision.ts";
import { checkPolicy, type PolicyRule, policyRules } from "./check-policy.ts";
import { mixedSetup } from "./mixed-setup.ts";

/** A sound policy: a random share of the work to the first neighbour. */
class FakePolicy implements Policy {
  readonly name = "fake";
  readonly information: Policy["information"] = "local";
  protected rng = Rng.stream(0, "fake");

  begin({ seed }: { readonly seed: number }): void {
    this.rng = Rng.stream(seed, "fake");
  }

  decide({ local }: PolicyContext, decision: Decision): void {
    decision.targetCount = 1;
    decision.targets[0] = neighbour(local);
    decision.offloadRatio = this.rng.uniform();
  }
}

const neighbour = ({ network, server }: LocalView) => network.linkTo[network.firstLink[server]!]!;

const faults: [PolicyRule, string, new () => Policy][] = [
  [
    "valid",
    "a helper that is no neighbour",
    class extends FakePolicy {
      override decide(context: PolicyContext, decision: Decision) {
        super.decide(context, decision);
        decision.targets[0] = context.local.server;
      }
    },
  ],
  [
    "valid",
    "a share of nothing",
    class extends FakePolicy {
      override decide(context: PolicyContext, decision: Decision) {
        super.decide(context, decision);
        decision.computeShare = 0;
      }
    },
  ],
  [
    "valid",
    "a ratio that is NaN",
    class extends FakePolicy {
      override decide(context: PolicyContext, decision: Decision) {
        super.decide(context, decision);
        decision.offloadRatio = Number.NaN;
      }
    },
  ],
  [
    "batch",
    "a batch that gets the same decision",
    class extends FakePolicy {
      decideBatch(contexts: readonly PolicyContext[], decisions: readonly Decision[]) {
        for (const decision of decisions) {
          decision.targetCount = 0;
          super.decide(contexts[0]!, decision);
          decision.targetCount = 0;
        }
      }
    },
  ],
  [
    "batch",
    "other parts for the helpers of a batch",
    class extends FakePolicy {
      decideBatch(contexts: readonly PolicyContext[], decisions: readonly Decision[]) {
        for (const [k, decision] of decisions.entries()) {
          super.decide(contexts[k]!, decision);
          decision.weights[0] = 3;
        }
      }
    },
  ],
  [
    "deterministic",
    "a die of its own",
    class extends FakePolicy {
      override decide(context: PolicyContext, decision: Decision) {
        super.decide(context, decision);
        decision.offloadRatio = Math.random();
      }
    },
  ],
  [
    "begin",
    "a count that goes on",
    class extends FakePolicy {
      count = 0;
      override decide(context: PolicyContext, decision: Decision) {
        super.decide(context, decision);
        decision.offloadRatio = 1 / ++this.count;
      }
    },
  ],
  [
    "declared",
    "a look behind the interface",
    class extends FakePolicy {
      override decide(context: PolicyContext, decision: Decision) {
        super.decide(context, decision);
        if ("look" in context.local) decision.offloadRatio = 0.5;
      }
    },
  ],
  [
    "untouched",
    "a note on what it sees",
    class extends FakePolicy {
      override decide(context: PolicyContext, decision: Decision) {
        super.decide(context, decision);
        context.local.waitingBits[0]! += 1;
      }
    },
  ],
];

describe("checkPolicy", () => {
  const setups = [mixedSetup({ network: 3, tasks: 30 })];

  it("finds nothing where nothing is wrong", async () => {
    expect(await checkPolicy(() => new FakePolicy(), setups)).toEqual([]);
  });

  it.each(faults)("finds %s: %s", async (rule, _, Broken) => {
    const findings = await checkPolicy(() => new Broken(), setups);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
  });

  it("has a test for each rule", () => {
    expect(new Set(faults.map(([rule]) => rule))).toEqual(new Set(Object.keys(policyRules)));
  });

  it("says where", async () => {
    const [finding] = await checkPolicy(() => new faults[0]![2](), setups);
    expect(finding!.message).toMatch(/^episode 0, task 0: (\d) is no neighbour of its home \1$/);
  });
});
