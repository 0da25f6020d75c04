/** Reverse-mode differentiation: adds to a graph the nodes that compute the gradient of a scalar. */
import { EdgeflockError } from "../core/errors.ts";
import { add, broadcastTo } from "./elementwise.ts";
import { gradientRules, type OperandGradient, type Piece } from "./gradient-rules.ts";
import type { Graph } from "./graph.ts";
import { concat } from "./linear.ts";
import type { Node, OpName, Tensor } from "./op.ts";
import { formatShape, type Shape, sizeOf } from "./shape.ts";

/**
 * The gradients of `loss` (one element) with respect to each tensor of `wrt`, in their shapes; zeros where the loss
 * does not depend on it. The gradient of a flat vector that is used in slices is assembled by one concatenation.
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const { graph } = loss;
  if (sizeOf(loss.shape) !== 1) {
    throw new EdgeflockError(
      "graph",
      `gradients of ${formatShape(loss.shape)}: a loss has one element.`,
      "Take its sum or mean first.",
    );
  }
  const dependent = dependents(graph, loss, wrt);
  const received = new Map<number, OperandGradient[]>([[loss.id, [graph.constant(1, loss.shape)]]]);
  const totals = new Map<number, Tensor>();
  for (let id = loss.id; id >= 0; id--) {
    const contributions = received.get(id);
    if (contributions === undefined || !dependent.has(id)) continue;
    const node = graph.node({ graph, id, shape: [] });
    const total = accumulate(contributions, node.shape);
    totals.set(id, total);
    const ofInputs = applyRule(node, total);
    for (const [index, input] of node.inputs.entries()) {
      const contribution = ofInputs[index] ?? null;
      if (contribution === null || !dependent.has(input.id)) continue;
      const list = received.get(input.id);
      if (list === undefined) received.set(input.id, [contribution]);
      else list.push(contribution);
    }
  }
  return wrt.map((tensor) => totals.get(tensor.id) ?? graph.constant(0, tensor.shape));
}

function applyRule<K extends OpName>(node: Node<K>, gradient: Tensor): readonly OperandGradient[] {
  return gradientRules[node.op](node, node.inputs, gradient);
}

/** The nodes up to `loss` whose value depends on one of `wrt`. */
function dependents(graph: Graph, loss: Tensor, wrt: readonly Tensor[]): ReadonlySet<number> {
  const dependent = new Set(wrt.map((tensor) => graph.node(tensor).id));
  for (let id = Math.min(...dependent) + 1; id <= loss.id; id++) {
    if (graph.node({ graph, id, shape: [] }).inputs.some((input) => dependent.has(input.id)))
      dependent.add(id);
  }
  return dependent;
}

function accumulate(contributions: readonly OperandGradient[], shape: Shape): Tensor {
  const whole = contributions.filter((one): one is Tensor => one !== null && "id" in one);
  const pieces = contributions.filter((one): one is Piece => one !== null && "axis" in one);
  const [first, ...rest] = [...whole, ...joinPieces(pieces, shape)];
  if (first === undefined) throw new Error("a gradient without contributions");
  return broadcastTo(rest.reduce(add, first), shape);
}

/** Lays pieces side by side, zeros in the gaps; pieces that overlap, or lie on other axes, make further layers. */
function joinPieces(pieces: readonly Piece[], shape: Shape): Tensor[] {
  const joined: Tensor[] = [];
  let remaining = [...pieces].sort((a, b) => a.axis - b.axis || a.start - b.start);
  while (remaining[0] !== undefined) {
    const { axis, gradient } = remaining[0];
    const zeros = (length: number) =>
      gradient.graph.constant(
        0,
        shape.map((own, other) => (other === axis ? length : own)),
      );
    const layer: Tensor[] = [];
    const later: Piece[] = [];
    let end = 0;
    for (const piece of remaining) {
      if (piece.axis !== axis || piece.start < end) {
        later.push(piece);
        continue;
      }
      if (piece.start > end) layer.push(zeros(piece.start - end));
      layer.push(piece.gradient);
      end = piece.start + (piece.gradient.shape[axis] ?? 0);
    }
    const total = shape[axis] ?? 0;
    if (end < total) layer.push(zeros(total - end));
    joined.push(concat(layer, axis));
    remaining = later;
  }
  return joined;
}
