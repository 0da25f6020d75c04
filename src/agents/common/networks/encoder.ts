/** How acting networks take in what their agent sees: as it is, or with a memory of its decisions before. */

import { releasePlaces } from "../../../env/local-observer.ts";
import type { ViewLayout } from "../../../env/view-layout.ts";
import {
  clip,
  concat,
  div,
  matmul,
  maximum,
  neg,
  reshape,
  slice,
  sub,
  type Tensor,
} from "../../../graph/index.ts";
import { compose, gru, type Module, parameterless } from "../../../nn/index.ts";
import { compress } from "../../observations.ts";

/** What is seen at the decision itself: `[batch, view.size]` → `[batch, view.width]`. */
export function latest(observations: Tensor, { width, history }: ViewLayout): Tensor {
  return history === 1 ? observations : slice(observations, 1, 0, width);
}

/** Floats that `encoder` gives. */
export function encodedWidth(view: ViewLayout, recurrentWidth: number): number {
  return view.width + comparedWidth(view) + (view.history === 1 ? 0 : recurrentWidth);
}

/**
 * `[batch, view.size]` → `[batch, encodedWidth]`: what is seen now, how neighbours compare and, with a history, the state of
 * a GRU that has read the window from its oldest decision on.
 */
export function encoder(view: ViewLayout, recurrentWidth: number): Module {
  const seen = (observations: Tensor, compressed: Tensor) => {
    const compared = comparisons(latest(observations, view), view);
    return compared === null ? compressed : concat([compressed, compared], 1);
  };
  if (view.history === 1) return parameterless((observations) => seen(observations, compress(observations)));
  const { width, history } = view;
  const memory = gru({ inputs: width, width: recurrentWidth, output: "last" });
  return compose([memory as Module], (apply, observations: Tensor) => {
    const batch = observations.shape[0] ?? 1;
    const compressed = compress(observations);
    const decisions = Array.from({ length: history }, (_, k) =>
      slice(compressed, 1, (history - 1 - k) * width, (history - k) * width),
    );
    const sequence = reshape(concat(decisions, 1), [batch, history, width]);
    return concat([seen(observations, slice(compressed, 1, 0, width)), apply(0, sequence)], 1);
  });
}

/** Differences are cut at so many times the task's own work. */
const farApart = 4;

function comparedWidth({ options, slots }: ViewLayout): number {
  return options.sight === "releases" ? 4 * slots : 0;
}

/**
 * How much longer one waits at each neighbour than at home, and it is busy, in seconds (compressed) and in multiples of the
 * task's work at home: divisions are about these, and differences of long times are lost on networks that see each compressed.
 *
 * @param now `[batch, view.width]`
 * @returns `[batch, 4·slots]`; null for agents that do not know when capacity will be free
 */
function comparisons(now: Tensor, view: ViewLayout): Tensor | null {
  if (view.options.sight !== "releases") return null;
  const { width, slots, workAt } = view;
  const { home, peers } = releasePlaces(slots);
  const matrix = new Float32Array(width * 2 * slots);
  for (const [slot, places] of peers.entries()) {
    for (const [k, place] of places.entries()) {
      const column = 2 * slot + k;
      matrix[place * 2 * slots + column] = 1;
      matrix[home[k]! * 2 * slots + column] = -1;
    }
  }
  const longer = matmul(now, now.graph.constant(matrix, [width, 2 * slots]));
  const signed = sub(compress(maximum(longer, 0)), compress(maximum(neg(longer), 0)));
  const work = maximum(slice(now, 1, workAt, workAt + 1), 1e-3);
  return concat([signed, clip(div(longer, work), -farApart, farApart)], 1);
}
