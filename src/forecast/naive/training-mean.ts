/** The mean of the server's training window, of values and of logarithms. */
import type { NaiveModel } from "./naive-model.ts";
import { scaleNames, type TrainingSet, width } from "./training-set.ts";

export function trainingMean({ means }: TrainingSet): NaiveModel {
  return {
    name: "mean",
    settings: "",
    fill(_, { server, rows }, points) {
      for (const scale of scaleNames) {
        for (let target = 0; target < width; target++) {
          const level = means.of(server, target, scale);
          for (const row of rows) points[scale][row * width + target] = level;
        }
      }
    },
  };
}
