/** What is shown of a computation, be it a compiled program or an ONNX model: pictures and counts are made from this. */

export const nodeKinds = [
  "input",
  "state",
  "constant",
  "product",
  "elementwise",
  "reduction",
  "movement",
  "random",
  "other",
  "result",
] as const;

export type NodeKind = (typeof nodeKinds)[number];

export interface ViewNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly op: string;
  /** Of an input or a state; the value of a constant that has but one. */
  readonly name: string | null;
  /** null where it is not known. */
  readonly shape: readonly number[] | null;
  /** The nodes whose values it takes, in order. */
  readonly operands: readonly string[];
  /** e.g. `axis 1` */
  readonly detail: string;
}

/** A value that is handed out. */
export interface ViewResult {
  readonly kind: "output" | "state";
  readonly name: string;
  readonly shape: readonly number[] | null;
  /** The node that computes it. */
  readonly from: string;
}

export interface GraphView {
  /** Operands first. Without the results. */
  readonly nodes: readonly ViewNode[];
  readonly results: readonly ViewResult[];
  /** Names of the states that are an optimiser's own. */
  readonly optimizerStates: readonly string[];
}

export function formatLengths(shape: ViewNode["shape"]): string {
  if (shape === null) return "shape unknown";
  return shape.length === 0 ? "scalar" : shape.join(" × ");
}

/** Four digits are enough to know a constant by. */
export function formatValue(value: number): string {
  return String(Number(value.toPrecision(4)));
}
