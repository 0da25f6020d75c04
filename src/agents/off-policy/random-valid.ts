/** A random choice among the target sets that a server has. */
import type { Rng } from "../../core/rng.ts";
import type { AgentShape } from "../common/shape.ts";

/** @param observation `view.size` floats, which say which neighbours there are */
export function randomValid(rng: Rng, observation: Float32Array, { sets, layout }: AgentShape): number {
  const { presenceAt } = layout.view;
  if (presenceAt === null) return rng.integer(sets.length);
  const valid = [...sets.keys()].filter((k) =>
    sets[k]!.every((slot) => observation[presenceAt + slot] === 1),
  );
  return valid[rng.integer(valid.length)]!;
}
