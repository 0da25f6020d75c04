/**
 * The gated recurrent unit (Cho et al., 2014), with the reset gate after the product with the state, as in PyTorch and cuDNN:
 *
 *     r = σ(x·Wr + h·Ur + br)    z = σ(x·Wz + h·Uz + bz)
 *     n = tanh(x·Wn + bn + r ⊙ (h·Un + cn))
 *     h' = (1 - z) ⊙ n + z ⊙ h
 *
 * `torch.nn.GRU` keeps `[Wr | Wz | Wn]` transposed as `weight_ih`, `[Ur | Uz | Un]` transposed as `weight_hh`, and two
 * biases, whose parts for `r` and `z` only ever act as their sums: here `br` and `bz` are these sums.
 */
import { EdgeflockError } from "../core/errors.ts";
import {
  add,
  concat,
  formatShape,
  matmul,
  mul,
  reshape,
  sameShape,
  sigmoid,
  slice,
  sub,
  type Tensor,
  tanh,
  transpose,
} from "../graph/index.ts";
import { uniform } from "./initialisers.ts";
import { layer, type Module } from "./module.ts";

export interface GruCellOptions {
  /** Features of each step's input. */
  readonly inputs: number;
  /** Length of the state. */
  readonly width: number;
}

export interface GruOptions extends GruCellOptions {
  /** The states after every step, or that after the last one. Default `every`. */
  readonly output?: "every" | "last";
}

/** Of one step. */
export interface GruStep {
  /** `[batch, inputs]`. */
  readonly x: Tensor;
  /** `[batch, width]`. */
  readonly state: Tensor;
}

export interface GruSequence {
  /** `[batch, length, inputs]`. */
  readonly x: Tensor;
  /** Before the first step: `[batch, width]`. */
  readonly state: Tensor;
}

type Parameters = Readonly<Record<keyof ReturnType<typeof specs>, Tensor>>;

/** One step: gives the next state, `[batch, width]`. Its parameters are laid out as those of `gru`. */
export function gruCell({ inputs, width }: GruCellOptions): Module<GruStep> {
  return layer(specs(inputs, width), (own, { x, state }: GruStep) => {
    checkShape("x", x, [x.shape[0] ?? 1, inputs]);
    checkShape("state", state, [x.shape[0] ?? 1, width]);
    return nextState(own, projected(own, x), state);
  });
}

/**
 * A GRU over sequences: `[batch, length, inputs]`, or that and a first state (zeros if there is none), to
 * `[batch, length, width]`, or `[batch, width]` for the last state alone.
 */
export function gru({ inputs, width, output = "every" }: GruOptions): Module<Tensor | GruSequence> {
  return layer(specs(inputs, width), (own, given: Tensor | GruSequence) => {
    const x = "state" in given ? given.x : given;
    const [batch = 1, length = 1] = x.shape;
    checkShape("x", x, [batch, length, inputs]);
    const first = "state" in given ? given.state : x.graph.constant(0, [batch, width]);
    checkShape("state", first, [batch, width]);
    // Steps first, so that each step's rows lie together; one product for the inputs of all of them.
    const all = projected(own, reshape(transpose(x, [1, 0, 2]), [length * batch, inputs]));
    const states: Tensor[] = [];
    let state = first;
    for (let step = 0; step < length; step++) {
      const rows = (part: Tensor) => slice(part, 0, step * batch, (step + 1) * batch);
      state = nextState(own, { gates: rows(all.gates), candidate: rows(all.candidate) }, state);
      states.push(state);
    }
    if (output === "last") return state;
    return concat(
      states.map((each) => reshape(each, [batch, 1, width])),
      1,
    );
  });
}

function specs(inputs: number, width: number) {
  // As PyTorch starts them.
  const init = uniform(1 / Math.sqrt(width));
  return {
    /** `[Wr | Wz]`, `[Ur | Uz]` and `[br | bz]`. */
    gateInput: { shape: [inputs, 2 * width], init },
    gateState: { shape: [width, 2 * width], init },
    gateBias: { shape: [2 * width], init },
    /** `Wn`, `Un`, `bn` and `cn`. */
    candidateInput: { shape: [inputs, width], init },
    candidateState: { shape: [width, width], init },
    candidateBias: { shape: [width], init },
    candidateStateBias: { shape: [width], init },
  };
}

interface Projected {
  /** Of `r` and `z`: `[rows, 2·width]`. */
  readonly gates: Tensor;
  /** Of `n`: `[rows, width]`. */
  readonly candidate: Tensor;
}

/** What the inputs contribute. */
function projected(own: Parameters, x: Tensor): Projected {
  return {
    gates: add(matmul(x, own.gateInput), own.gateBias),
    candidate: add(matmul(x, own.candidateInput), own.candidateBias),
  };
}

function nextState(own: Parameters, { gates, candidate }: Projected, state: Tensor): Tensor {
  const width = state.shape[1] ?? 1;
  const open = sigmoid(add(matmul(state, own.gateState), gates));
  const reset = slice(open, 1, 0, width);
  const keep = slice(open, 1, width, 2 * width);
  const recalled = add(matmul(state, own.candidateState), own.candidateStateBias);
  const fresh = tanh(add(candidate, mul(reset, recalled)));
  return add(fresh, mul(keep, sub(state, fresh)));
}

function checkShape(what: string, { shape }: Tensor, wanted: readonly number[]): void {
  if (sameShape(shape, wanted)) return;
  throw new EdgeflockError(
    "graph",
    `gru: ${what} is ${formatShape(shape)}, but has to be ${formatShape(wanted)}.`,
  );
}
