/** The windows that forecasters learn from and are judged on: one for each draw of homes, where homes are drawn. */
import {
  episodeSetup,
  type Scenario,
  type WindowName,
  type WindowTasks,
  type Workload,
} from "../scenario/index.ts";

/** With a single server every draw is the same: one is enough. */
export function drawnWindows(
  scenario: Scenario,
  workload: Workload,
  window: WindowName,
  salts: readonly string[],
): WindowTasks[] {
  const distinct = scenario.servers.length === 1 ? salts.slice(0, 1) : salts;
  return distinct.map((salt) => episodeSetup(scenario, workload, window, salt).tasks);
}

/** The first draws that have no more than `rows` together; at least one. */
export function firstDraws(windows: readonly WindowTasks[], rows: number): readonly WindowTasks[] {
  let sum = 0;
  const count = windows.findIndex((tasks) => {
    sum += tasks.count;
    return sum > rows;
  });
  return count < 0 ? windows : windows.slice(0, Math.max(1, count));
}
