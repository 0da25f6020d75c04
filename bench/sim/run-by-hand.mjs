/** The simulator with decisions written by hand: what it costs without a policy and without what one is shown. */
import { Decision } from "../../dist/sim/decision.js";
import { createStream } from "../../dist/sim/simulator.js";

const deciders = {
  local() {},
  split(decision, network, home) {
    const first = network.firstLink[home];
    const count = Math.min(network.maxTargets, network.firstLink[home + 1] - first);
    decision.targetCount = count;
    for (let k = 0; k < count; k++) decision.targets[k] = network.linkTo[first + k];
    decision.offloadRatio = count / (count + 1);
  },
};
export const byHand = Object.keys(deciders);

/** Calls `onTask` with the number of each task that was decided, counted from 1, and the stream, which it returns. */
export function runByHand(network, source, name, onTask) {
  const decide = deciders[name];
  const stream = createStream(network, source);
  const decision = new Decision(network.maxTargets);
  for (let task = stream.advance(); task >= 0; task = stream.advance()) {
    decide(decision.reset(), network, stream.arriving.home[stream.arrivingRow]);
    stream.decide(decision);
    onTask(task + 1, stream);
  }
  return stream;
}
