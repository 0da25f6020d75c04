/** The task's scheduling class, where it is one of the first few; others have vectors of their own (embeddings). */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

const classes = 4;

export const schedulingClass: FeatureGroup = featureGroup(
  Array.from({ length: classes }, (_, c) => `scheduling class ${c}`),
  () =>
    ({ tasks, row }, out, at) => {
      const own = tasks.schedulingClass[row]!;
      for (let c = 0; c < classes; c++) out[at + c] = own === c ? 1 : 0;
    },
);
