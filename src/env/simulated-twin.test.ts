import { expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { taskCost } from "../sim/cost.ts";
import { Decision } from "../sim/decision.ts";
import { type PlainDecision, plainTasks, setDecision, simulate } from "../sim/fixtures.test-helper.ts";
import { mixedSetup } from "../testing/mixed-setup.ts";
import { Episode } from "./episode.ts";

it.each([1, 2, 3])(
  "tells what the task and those in flight cost, as if nothing more arrived (network %i)",
  (number) => {
    const { faults: _, ...setup } = mixedSetup({ network: number });
    const { network, cost, split } = setup;
    const count = Math.min(30, setup.tasks.count);
    const tasks = plainTasks(setup.tasks).slice(0, count);
    const rng = Rng.stream(number, "twin");
    const draw = (): PlainDecision => ({
      computeShare: network.shareMin + rng.uniform() * (1 - network.shareMin),
    });
    const episode = new Episode(setup, { sight: "local", twin: "instant" });
    const decisions: PlainDecision[] = [];
    for (let row = 0; row < count; row++) {
      episode.next();
      const tried = [draw(), draw()];
      const costs = tried.map((own) =>
        episode.twin!.costOf(setDecision(new Decision(network.maxTargets), own)),
      );
      const whole = tried.map((own) => {
        const { outcomes } = simulate(network, tasks.slice(0, row + 1), [...decisions, own], { split });
        return tasks.slice(0, row + 1).reduce((sum, _, task) => sum + taskCost(cost, outcomes, task), 0);
      });
      // Tasks that are done cost the same in both.
      expect(costs[0]! - costs[1]!).toBeCloseTo(whole[0]! - whole[1]!, 8);
      decisions.push(draw());
      setDecision(episode.decision, decisions[row]!);
      episode.decide();
    }
  },
);
