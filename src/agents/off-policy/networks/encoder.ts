/** How acting networks take in what their agent sees: as it is, or with a memory of its decisions before. */

import type { ViewLayout } from "../../../env/view-layout.ts";
import { concat, reshape, slice, type Tensor } from "../../../graph/index.ts";
import { compose, gru, type Module, parameterless } from "../../../nn/index.ts";
import { compress } from "../../observations.ts";

/** What is seen at the decision itself: `[batch, view.size]` → `[batch, view.width]`. */
export function latest(observations: Tensor, { width, history }: ViewLayout): Tensor {
  return history === 1 ? observations : slice(observations, 1, 0, width);
}

/** Floats that `encoder` gives. */
export function encodedWidth({ width, history }: ViewLayout, recurrentWidth: number): number {
  return history === 1 ? width : width + recurrentWidth;
}

/**
 * `[batch, view.size]` → `[batch, encodedWidth]`: what is seen now and, with a history, the state of a GRU that has
 * read the window from its oldest decision on.
 */
export function encoder(view: ViewLayout, recurrentWidth: number): Module {
  if (view.history === 1) return parameterless(compress);
  const { width, history } = view;
  const memory = gru({ inputs: width, width: recurrentWidth, output: "last" });
  return compose([memory as Module], (apply, observations: Tensor) => {
    const batch = observations.shape[0] ?? 1;
    const compressed = compress(observations);
    const decisions = Array.from({ length: history }, (_, k) =>
      slice(compressed, 1, (history - 1 - k) * width, (history - k) * width),
    );
    const sequence = reshape(concat(decisions, 1), [batch, history, width]);
    return concat([slice(compressed, 1, 0, width), apply(0, sequence)], 1);
  });
}
