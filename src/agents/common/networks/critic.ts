/**
 * The critics: the value of an action, given what the agent sees and what only critics see (`CriticKind`). Those of
 * `mean-field` and `attention` give the same value in whatever order the neighbours come.
 */
import type { CriticKind } from "../../../env/critic-observer.ts";
import { tokenCount } from "../../../env/neighbourhood-observer.ts";
import type { TransitionLayout } from "../../../env/transition-layout.ts";
import {
  add,
  concat,
  div,
  matmul,
  maximum,
  minimum,
  mul,
  relu,
  reshape,
  slice,
  softmax,
  sub,
  sum,
  type Tensor,
  transpose,
} from "../../../graph/index.ts";
import { compose, dense, type Module, mlp } from "../../../nn/index.ts";
import { compress, scaleWithWork } from "../../observations.ts";
import { latest } from "./encoder.ts";
import { sharesWidth } from "./share-actor.ts";

export interface CriticShape {
  readonly layout: TransitionLayout;
  readonly hidden: readonly number[];
  readonly attention: { readonly width: number; readonly heads: number };
}

export interface CriticInput {
  /** `[batch, view.size]` */
  readonly observations: Tensor;
  /** `[batch, layout.global]`; null for a critic that sees nothing more. */
  readonly globalStates: Tensor | null;
  /** `[batch, slots]`, 1 for each chosen neighbour, or parts of 1 where a choice is relaxed. */
  readonly targets: Tensor;
  /** `[batch, 3]` */
  readonly shares: Tensor;
}

/** The critic of one kind: → `[batch, 1]`. */
export function criticNetwork(shape: CriticShape): Module<CriticInput> {
  return builders[shape.layout.options.critic](shape);
}

const builders: { readonly [K in CriticKind]: (shape: CriticShape) => Module<CriticInput> } = {
  joint: flatCritic,
  local: flatCritic,
  "mean-field": meanFieldCritic,
  attention: attentionCritic,
};

function head(inputs: number, hidden: readonly number[]): Module {
  return mlp({ inputs, hidden: [...hidden], outputs: 2, activation: "relu", outputScale: 0.1 });
}

/** Everything side by side (Lowe et al., 2017). */
function flatCritic({ layout, hidden }: CriticShape): Module<CriticInput> {
  const { view, global } = layout;
  const layers = head(view.width + global + view.slots + sharesWidth, hidden);
  return compose([layers], (apply, { observations, globalStates, targets, shares }: CriticInput) => {
    const seen = latest(observations, view);
    const others = globalStates === null ? [] : [compress(globalStates)];
    return scaleWithWork(
      apply(0, concat([compress(seen), ...others, targets, shares], 1)),
      seen,
      view.workAt,
    );
  });
}

/** Own server and links aside: free compute, waiting work; and the task. */
const ownWidth = 2;
const taskWidth = 4;

/** What is the agent's own and has no order: its server, its task, its shares, how many help. */
function ownPart({ observations, targets, shares }: CriticInput, { view }: TransitionLayout): Tensor {
  const seen = compress(latest(observations, view));
  const task = slice(seen, 1, view.workAt, view.workAt + taskWidth);
  return concat([slice(seen, 1, 0, ownWidth), task, shares, sum(targets, [1], true)], 1);
}

const ownPartWidth = ownWidth + taskWidth + sharesWidth + 1;

/** `[batch, tokens, width + 1]`: each token with whether its server is a chosen target. */
function tokensOf({ globalStates, targets }: CriticInput, { view, global }: TransitionLayout): Tensor {
  if (globalStates === null) throw new Error("this critic needs the neighbourhood");
  const batch = targets.shape[0] ?? 1;
  const count = tokenCount(view.slots);
  const tokens = reshape(compress(globalStates), [batch, count, global / count]);
  const none = targets.graph.constant(0, [batch, 1]);
  const chosen = reshape(concat([none, targets, none], 1), [batch, count, 1]);
  return concat([tokens, chosen], 2);
}

function tokenWidthOf({ view, global }: TransitionLayout): number {
  return global / tokenCount(view.slots) + 1;
}

/** The own server, the mean neighbour, the mean helper, and the mean of all servers (after Yang et al., 2018). */
function meanFieldCritic({ layout, hidden }: CriticShape): Module<CriticInput> {
  const { slots } = layout.view;
  const width = tokenWidthOf(layout);
  const layers = head(ownPartWidth + 4 * width, hidden);
  return compose([layers], (apply, input: CriticInput) => {
    const tokens = tokensOf(input, layout);
    const batch = tokens.shape[0] ?? 1;
    const flat = (at: number) => reshape(slice(tokens, 1, at, at + 1), [batch, width]);
    const neighbours = slice(tokens, 1, 1, 1 + slots);
    const present = minimum(slice(neighbours, 2, 0, 1), 1);
    const chosen = slice(neighbours, 2, width - 1, width);
    const meanBy = (weights: Tensor) =>
      div(sum(mul(neighbours, weights), [1]), maximum(sum(weights, [1]), 1));
    const parts = [ownPart(input, layout), flat(0), meanBy(present), meanBy(chosen), flat(1 + slots)];
    const seen = latest(input.observations, layout.view);
    return scaleWithWork(apply(0, concat(parts, 1)), seen, layout.view.workAt);
  });
}

/** Far below any score, and yet finite. */
const masked = -1e9;

/** The own part asks, every server answers: one block of attention (Iqbal and Sha, 2019). */
function attentionCritic({ layout, hidden, attention }: CriticShape): Module<CriticInput> {
  const { width, heads } = attention;
  const tokens = tokenCount(layout.view.slots);
  const parts = [
    dense({ inputs: ownPartWidth, outputs: width }),
    dense({ inputs: tokenWidthOf(layout), outputs: width }),
    dense({ inputs: width, outputs: width, bias: false }),
    dense({ inputs: width, outputs: 2 * width, bias: false }),
    head(2 * width, hidden),
  ];
  return compose(parts, (apply, input: CriticInput) => {
    const all = tokensOf(input, layout);
    const batch = all.shape[0] ?? 1;
    const own = relu(apply(0, ownPart(input, layout)));
    const each = relu(apply(1, all));
    const query = reshape(apply(2, own), [batch, heads, 1, width / heads]);
    const answers = transpose(
      reshape(apply(3, each), [batch, tokens, 2 * heads, width / heads]),
      [0, 2, 1, 3],
    );
    const keys = slice(answers, 1, 0, heads);
    const values = slice(answers, 1, heads, 2 * heads);
    const scores = mul(matmul(query, keys, { transposeB: true }), Math.sqrt(heads / width));
    const present = reshape(minimum(slice(all, 2, 0, 1), 1), [batch, 1, 1, tokens]);
    const weights = softmax(add(scores, mul(sub(1, present), masked)));
    const heard = reshape(matmul(weights, values), [batch, width]);
    const seen = latest(input.observations, layout.view);
    return scaleWithWork(apply(4, concat([own, heard], 1)), seen, layout.view.workAt);
  });
}
