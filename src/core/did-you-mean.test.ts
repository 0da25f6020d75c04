import { expect, test } from "vitest";
import { didYouMean, nearestName } from "./did-you-mean.ts";

const names = ["local", "random", "round-robin", "split", "static-tuned"];

test.each([
  ["locl", "local"],
  ["Split", "split"],
  ["static", "static-tuned"],
  ["roundrobin", "round-robin"],
  ["static_tuned", "static-tuned"],
])("%s was meant as %s", (typed, meant) => {
  expect(nearestName(typed, names)).toBe(meant);
});

test("a name that is near to nothing gets no suggestion, only the list", () => {
  expect(nearestName("quantum", names)).toBeUndefined();
  expect(didYouMean("quantum", ["local", "split"])).toBe("Known: local, split.");
  expect(didYouMean("splt", ["local", "split"], "Policies are")).toBe(
    'Did you mean "split"? Policies are local, split.',
  );
});
