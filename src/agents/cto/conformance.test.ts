/** Trained policies against the suite of policies: as the learner hands them out, and as read from files. */
import { selectEngine } from "../../runtime/index.ts";
import { runPolicyConformance } from "../../testing/policy-conformance.ts";
import { learningAlgorithms } from "../index.ts";
import { createLearner, window } from "./fixtures.test-helper.ts";

const engine = await selectEngine();
const setups = [window(7), window(8)];
for (const [name, algorithm] of learningAlgorithms) {
  const learner = await createLearner(algorithm, engine);
  await learner.trainEpisode(window(1));
  const files = learner.exportPolicy(null);
  runPolicyConformance(name, () => learner.greedyPolicy(), { setups });
  runPolicyConformance(`${name}, from files`, () => algorithm.loadPolicy(files, engine), { setups });
}
