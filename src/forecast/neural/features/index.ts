/**
 * The features of a task: one list of groups, from which the width of the network's input follows. To add some, add a group
 * here and its name to `featureGroupNames` of the scenario's section, or a name and a line to a group. A group sees a
 * server's tasks one by one, so that it cannot look ahead.
 */
import { type FeatureGroupName, featureGroupNames } from "../../../scenario/sections/forecaster.ts";
import { bursts } from "./bursts.ts";
import type { FeatureGroup } from "./feature-group.ts";
import { gaps } from "./gaps.ts";
import { job } from "./job.ts";
import { means } from "./means.ts";
import { otherJobs } from "./other-jobs.ts";
import { precedents } from "./precedents.ts";
import { requests } from "./requests.ts";
import { schedulingClass } from "./scheduling-class.ts";
import { time } from "./time.ts";
import { user } from "./user.ts";
import { windows } from "./windows.ts";

const groups: Readonly<Record<FeatureGroupName, FeatureGroup>> = {
  gaps,
  requests,
  means,
  bursts,
  windows,
  user,
  job,
  otherJobs,
  precedents,
  class: schedulingClass,
  time,
};

/** Which features there are, in their order. */
export interface FeatureChoice {
  readonly features: readonly FeatureGroupName[];
  readonly periodsSeconds: readonly number[];
}

/** The groups chosen, always in the order of the list. */
export function chosenGroups({ features }: FeatureChoice): FeatureGroup[] {
  return featureGroupNames.filter((name) => features.includes(name)).map((name) => groups[name]);
}

export function featureNames(choice: FeatureChoice): string[] {
  return chosenGroups(choice).flatMap((group) => group.names(choice.periodsSeconds));
}
