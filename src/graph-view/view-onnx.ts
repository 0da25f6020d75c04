/** The view of an ONNX model: its nodes and constants, with the shapes that follow from the file. */
import { type OnnxConstant, type OnnxModelContent, shapesOf } from "../model-file/index.ts";
import { formatValue, type GraphView, type NodeKind, type ViewNode } from "./graph-view.ts";

const kinds: readonly (readonly [NodeKind, RegExp])[] = [
  ["product", /^(Gemm|(Fused)?MatMul.*|Conv.*|Einsum|.*Attention)$/],
  ["reduction", /^(Reduce.*|Arg(Max|Min)|(Log)?Softmax|.*Normalization|.*Pool|Sum|Mean|TopK|CumSum)$/],
  [
    "movement",
    /^(Reshape|Transpose|Expand|Concat|Split|Slice|Gather.*|Scatter.*|Flatten|(Uns|S)queeze|Pad|Tile|Shape|OneHot)$/,
  ],
  ["random", /^(Random.*|Bernoulli|Multinomial|Dropout)$/],
  ["constant", /^Constant(OfShape)?$/],
  [
    "elementwise",
    /^(Add|Sub|Mul|Div|Pow|Mod|Min|Max|Where|Equal|Less.*|Greater.*|And|Or|Xor|Not|Cast|Identity|Clip|.*[Rr]elu|.?elu|Elu|Gelu|Tanh|.*Sigmoid|Soft(plus|sign)|Erf|Abs|Sign|Neg|Exp|Log|Sqrt|Reciprocal|Sin|Cos|Floor|Ceil|Round|Bit.*)$/,
  ],
];

/** Nodes are named by the first value that they compute. */
export function viewOnnx(model: OnnxModelContent): GraphView {
  const shapes = shapesOf(model);
  const madeBy = new Map<string, string>();
  const leaf = (id: string, kind: "input" | "constant", name: string | null): ViewNode => {
    madeBy.set(id, id);
    return { id, kind, op: kind, name, shape: shapes.get(id) ?? null, operands: [], detail: "" };
  };
  const used = new Set(model.nodes.flatMap((node) => node.input));
  const nodes = [
    ...model.inputs.map(({ name }) => leaf(name, "input", name)),
    ...model.constants
      .filter(({ name }) => used.has(name))
      .map((constant) => leaf(constant.name, "constant", constantName(constant))),
  ];
  for (const { opType, domain, input, output } of model.nodes) {
    const [id = ""] = output;
    for (const name of output) madeBy.set(name, id);
    nodes.push({
      id,
      kind: kinds.find(([, names]) => names.test(opType))?.[0] ?? "other",
      op: domain === "" ? opType : `${domain}.${opType}`,
      name: null,
      shape: shapes.get(id) ?? null,
      operands: input.flatMap((name) => madeBy.get(name) ?? []),
      detail: output.length > 1 ? `${output.length} outputs` : "",
    });
  }
  return {
    nodes,
    results: model.outputs.flatMap(({ name }) => {
      const from = madeBy.get(name);
      if (from === undefined) return [];
      return [{ kind: "output" as const, name, shape: shapes.get(name) ?? null, from }];
    }),
    optimizerStates: [],
  };
}

/** What it holds, if that is little; else its name, unless that is a number which a tool has counted to. */
function constantName({ name, integers, scalar }: OnnxConstant): string | null {
  if (integers !== null) return integers.join(", ");
  if (scalar !== null) return formatValue(scalar);
  return /^#?\d+$/.test(name) ? null : name;
}
