/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; with a forget gate, Gers et al., 2000), as in PyTorch and cuDNN:
 *
 *     i = σ(x·Wi + h·Ui + bi)    f = σ(x·Wf + h·Uf + bf)    o = σ(x·Wo + h·Uo + bo)
 *     g = tanh(x·Wg + h·Ug + bg)
 *     c' = f ⊙ c + i ⊙ g         h' = o ⊙ tanh(c')
 *
 * `torch.nn.LSTM` keeps its gates in the order i, f, g, o, transposed, and two biases that only ever act as their sum.
 * Here the three that pass through σ lie together: i, f, o, then g.
 */
import { EdgeflockError } from "../core/errors.ts";
import {
  add,
  concat,
  formatShape,
  matmul,
  mul,
  reshape,
  type Shape,
  sameShape,
  sigmoid,
  slice,
  type Tensor,
  tanh,
  transpose,
} from "../graph/index.ts";
import { uniform } from "./initialisers.ts";
import { layer, type Module } from "./module.ts";

export interface LstmCellOptions {
  /** Features of each step's input. */
  readonly inputs: number;
  /** Length of the state, and of the cell. */
  readonly width: number;
}

export interface LstmOptions extends LstmCellOptions {
  /** The states after every step, or that after the last one. Default `every`. */
  readonly output?: "every" | "last";
}

/** What an LSTM remembers. */
export interface LstmState {
  /** `h`, the output: `[batch, width]`. */
  readonly state: Tensor;
  /** `c`: `[batch, width]`. */
  readonly cell: Tensor;
}

/** Of one step. */
export interface LstmStep extends LstmState {
  /** `[batch, inputs]`. */
  readonly x: Tensor;
}

export interface LstmSequence extends LstmState {
  /** `[batch, length, inputs]`; state and cell are those before the first step. */
  readonly x: Tensor;
}

type Parameters = Readonly<Record<keyof ReturnType<typeof specs>, Tensor>>;

/** One step: gives the next state and cell. Its parameters are laid out as those of `lstm`. */
export function lstmCell({ inputs, width }: LstmCellOptions): Module<LstmStep, LstmState> {
  return layer(specs(inputs, width), (own, { x, ...before }: LstmStep) => {
    const batch = x.shape[0] ?? 1;
    checkShape("x", x, [batch, inputs]);
    checkState(before, [batch, width]);
    return nextState(own, projected(own, x), before);
  });
}

/**
 * An LSTM over sequences: `[batch, length, inputs]`, or that and a first state and cell (zeros if there are none), to
 * `[batch, length, width]`, or `[batch, width]` for the last state alone.
 */
export function lstm({ inputs, width, output = "every" }: LstmOptions): Module<Tensor | LstmSequence> {
  return layer(specs(inputs, width), (own, given: Tensor | LstmSequence) => {
    const x = "state" in given ? given.x : given;
    const [batch = 1, length = 1] = x.shape;
    checkShape("x", x, [batch, length, inputs]);
    const zeros = () => x.graph.constant(0, [batch, width]);
    let memory: LstmState = "state" in given ? given : { state: zeros(), cell: zeros() };
    checkState(memory, [batch, width]);
    // Steps first, so that each step's rows lie together; one product for the inputs of all of them.
    const all = projected(own, reshape(transpose(x, [1, 0, 2]), [length * batch, inputs]));
    const states: Tensor[] = [];
    for (let step = 0; step < length; step++) {
      memory = nextState(own, slice(all, 0, step * batch, (step + 1) * batch), memory);
      states.push(memory.state);
    }
    if (output === "last") return memory.state;
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
    /** `[Wi | Wf | Wo | Wg]`, and so on. */
    input: { shape: [inputs, 4 * width], init },
    state: { shape: [width, 4 * width], init },
    bias: { shape: [4 * width], init },
  };
}

/** What the inputs contribute: `[rows, 4·width]`. */
function projected(own: Parameters, x: Tensor): Tensor {
  return add(matmul(x, own.input), own.bias);
}

function nextState(own: Parameters, input: Tensor, { state, cell }: LstmState): LstmState {
  const width = state.shape[1] ?? 1;
  const all = add(matmul(state, own.state), input);
  const open = sigmoid(slice(all, 1, 0, 3 * width));
  const gate = (index: number) => slice(open, 1, index * width, (index + 1) * width);
  const fresh = tanh(slice(all, 1, 3 * width, 4 * width));
  const next = add(mul(gate(1), cell), mul(gate(0), fresh));
  return { state: mul(gate(2), tanh(next)), cell: next };
}

function checkState({ state, cell }: LstmState, wanted: Shape): void {
  checkShape("state", state, wanted);
  checkShape("cell", cell, wanted);
}

function checkShape(what: string, { shape }: Tensor, wanted: Shape): void {
  if (sameShape(shape, wanted)) return;
  throw new EdgeflockError(
    "graph",
    `lstm: ${what} is ${formatShape(shape)}, but has to be ${formatShape(wanted)}.`,
  );
}
