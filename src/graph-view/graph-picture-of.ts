/** The picture of a computation: a box for each node and each result, coloured by kind, grouped by phase. */
import type { GraphPicture, PictureKind, PictureNode } from "../drawing/graph-picture.ts";
import { formatLengths, type GraphView, type NodeKind } from "./graph-view.ts";
import { phasesOf } from "./phases.ts";

const looks: { readonly [K in NodeKind]: Omit<PictureKind, "id"> } = {
  input: { label: "input", fill: "#ffe9b8", stroke: "#b8860b", text: "#4a3500" },
  state: { label: "state", fill: "#e4d7f5", stroke: "#7a55b0", text: "#331a5c" },
  constant: { label: "constant", fill: "#eceff2", stroke: "#a2a9b1", text: "#3b434c" },
  product: { label: "matrix product", fill: "#1f6aa5", stroke: "#0b3c63", text: "#ffffff" },
  elementwise: { label: "element-wise", fill: "#dcedf9", stroke: "#6ba6d1", text: "#12344f" },
  reduction: { label: "reduction", fill: "#d3efe3", stroke: "#2f9e77", text: "#0b4030" },
  movement: { label: "movement of data", fill: "#f9e2d3", stroke: "#d08a5c", text: "#5a2c0c" },
  random: { label: "random numbers", fill: "#f8d7e8", stroke: "#c25a94", text: "#5c1440" },
  other: { label: "other", fill: "#ffffff", stroke: "#59626d", text: "#1f2329" },
  result: { label: "result", fill: "#2b323a", stroke: "#000000", text: "#ffffff" },
};

/** @param title of the picture, with a line below it that says what is shown */
export function graphPictureOf(view: GraphView, title: string, subtitle: string): GraphPicture {
  const { phases, phaseOf } = phasesOf(view);
  const numbers = new Map(view.nodes.map(({ id }, k) => [id, /^\d+$/.test(id) ? id : String(k)]));
  const number = (id: string) => numbers.get(id) ?? "?";
  const nodes = view.nodes.map((node): PictureNode => {
    const { id, kind, op, name, shape, operands, detail } = node;
    const lines = [formatLengths(shape)];
    if (operands.length > 0) lines.push(`of ${operands.map(number).join(", ")}`);
    if (detail !== "") lines.push(detail);
    return {
      id,
      kind,
      group: phaseOf.get(id) ?? "",
      title: cut(name ?? op),
      tag: number(id),
      lines: lines.map(cut),
      reference: kind === "constant" && name !== null ? name : cut(`${name ?? op} ${formatLengths(shape)}`),
    };
  });
  const results = view.results.map(({ kind, name, shape, from }): PictureNode => {
    return {
      id: resultId(kind, name),
      kind: "result",
      group: phaseOf.get(from) ?? "",
      title: cut(name),
      tag: "",
      lines: [kind === "state" ? "next value of the state" : "output", formatLengths(shape)],
      reference: "",
    };
  });
  return {
    title,
    subtitle,
    kinds: Object.entries(looks).map(([id, look]) => ({ id, ...look })),
    groups: phases,
    nodes: [...nodes, ...results],
    edges: [
      ...view.nodes.flatMap(({ id, operands }) => operands.map((from) => ({ from, to: id }))),
      ...view.results.map(({ kind, name, from }) => ({ from, to: resultId(kind, name) })),
    ],
  };
}

function resultId(kind: "output" | "state", name: string): string {
  return `${kind === "state" ? "next" : "output"}:${name}`;
}

function cut(line: string): string {
  return line.length > 34 ? `${line.slice(0, 33)}…` : line;
}
