import { expect, it } from "vitest";
import { Rounds } from "./rounds.ts";

it("ends a round when the slowest agent has decided often enough", () => {
  const rounds = new Rounds(3, 2);
  const ends = [0, 0, 0, 1, 1, 2, 0, 2, 0, 1, 2, 1, 0, 2, 0].map((agent) => rounds.noteDecision(agent));
  // Agent 0's decisions beyond two in a round do not count for the next one.
  expect(ends.flatMap((end, k) => (end ? [k] : []))).toEqual([7, 13]);
});
