import { counterfactualPpoConfigSchema } from "../../agents/counterfactual-ppo/config.ts";
import { record } from "../record.test-helper.ts";
import { collapseRules } from "./collapse.ts";
import { testRules } from "./test-rules.test-helper.ts";

/** A training that goes well: 2 → 1.5 → 1.2. */
const good = [2, 1.5, 1.2];
const local = (values: readonly number[], objective = [2, 2, 2]) =>
  record({ validate: { "decisions.localShare": values, objective } });
const helper = (values: readonly number[], byCapacity: readonly number[]) =>
  record({
    validate: {
      "decisions.topHelperShare": values,
      "decisions.topHelperShareByCapacity": byCapacity,
      objective: [2, 1.9, 1.9],
    },
  });
const shares = (name: string, values: readonly number[], config = {}, objective = [2, 2, 2]) =>
  record({ validate: { [`decisions.${name}`]: values, objective } }, config);

testRules(collapseRules, [
  {
    rule: "all-local",
    what: "nothing leaves home",
    run: local([0, 0.99, 1]),
    severity: "severe",
    says: "99 % or more",
  },
  {
    rule: "all-local",
    what: "and it is much better for it",
    run: local([0, 0.99, 1], good),
    severity: "note",
  },
  { rule: "all-local", what: "once only", run: local([0, 0.6, 1]), severity: null },
  { rule: "all-local", what: "nine in ten", run: local([0, 0.9, 0.9]), severity: null },
  {
    rule: "one-server",
    what: "all to one",
    run: helper([0.5, 0.95, 0.97], [0.5, 0.5, 0.5]),
    severity: "severe",
    says: "by capacity that server would get 50 %",
    setting: "training.cto.madqn.epsilonEnd",
  },
  {
    rule: "one-server",
    what: "four in five to one",
    run: helper([0.5, 0.8, 0.8], [0.5, 0.5, 0.5]),
    severity: null,
  },
  {
    rule: "one-server",
    what: "all to the only one that is large",
    run: helper([0.9, 0.95, 0.97], [0.9, 0.9, 0.9]),
    severity: null,
  },
  {
    rule: "saturated-shares",
    what: "driven to the least compute",
    run: shares("computeShare.low", [0, 0.96, 0.99]),
    severity: "warning",
    says: "least compute share",
    setting: "training.cto.maddpg.saturationPenalty",
  },
  {
    rule: "saturated-shares",
    what: "started at the largest ratio",
    run: shares("offloadRatio.high", [1, 1, 1], { maddpg: { initialShares: [0.99, 0.5, 0.97] } }),
    severity: "warning",
    says: "largest offload ratio",
    setting: "training.cto.maddpg.initialShares",
  },
  {
    rule: "saturated-shares",
    what: "nine in ten",
    run: shares("computeShare.low", [0, 0.9, 0.9]),
    severity: null,
  },
  {
    rule: "saturated-shares",
    what: "at the top of a grid",
    run: shares("bandwidthShare.high", [1, 1, 1]),
    severity: null,
  },
  {
    rule: "saturated-shares",
    what: "at the largest of levels to choose from",
    run: {
      ...shares("bandwidthShare.high", [1, 1, 1]),
      config: counterfactualPpoConfigSchema.parse({ bandwidthShares: [1, 0.5] }),
    },
    severity: null,
  },
  {
    rule: "saturated-shares",
    what: "without a grid",
    run: shares("bandwidthShare.high", [0, 1, 1], { maddpg: { shareGrids: { bandwidth: null } } }),
    severity: "warning",
  },
]);
