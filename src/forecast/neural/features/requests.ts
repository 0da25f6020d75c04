/** What tasks ask for. */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

export const requests: FeatureGroup = featureGroup(
  [
    "log work",
    "log input",
    "log work against the task before",
    "log input against the task before",
    "same requests as the task before",
  ],
  () => {
    let work = Number.NaN;
    let input = Number.NaN;
    return ({ logWork, logInput }, out, at) => {
      out[at] = logWork;
      out[at + 1] = logInput;
      out[at + 2] = logWork - work;
      out[at + 3] = logInput - input;
      out[at + 4] = logWork === work && logInput === input ? 1 : 0;
      work = logWork;
      input = logInput;
    };
  },
);
