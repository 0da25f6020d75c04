/**
 * Places the nodes of a picture, group by group: each group is a panel of its own, laid out in layers by dagre. An edge
 * between groups is not drawn across the page; the panel it leads to shows a reference to the node it comes from.
 */
import { Graph, layout } from "@dagrejs/dagre";
import { type Descent, type LayerBox, routeEdges } from "./graph-edges.ts";
import type { GraphPicture, PictureNode } from "./graph-picture.ts";
import { textWidth } from "./text-width.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its upper left corner [px]. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends Box {
  readonly node: PictureNode;
}

export interface PlacedEdge {
  /** Of the picture; a reference's edge starts at the reference. */
  readonly from: string;
  readonly to: string;
  readonly descents: readonly Descent[];
}

export interface Panel extends Box {
  readonly title: string;
  /** Coordinates of all that is inside are those of the page. */
  readonly nodes: readonly PlacedNode[];
  readonly references: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export interface PlacedGraph {
  readonly panels: readonly Panel[];
  readonly width: number;
  readonly height: number;
}

export const fontSizes = { title: 12, line: 10.5, reference: 10, panel: 14 } as const;
export const lineHeight = 13;
const nodePadding = 8;
const tagGap = 8;
const panelPadding = 16;
const panelTitleHeight = 34;
const panelGap = 18;
/** Width to height that the whole is meant to have. */
const aspect = 1.4;

/** @param top height that is left free above the panels [px] */
export function layOutGraph(picture: GraphPicture, top: number): PlacedGraph {
  const panels = picture.groups.map(({ id, title }) => panelOf(picture, id, title));
  return inColumns(
    panels.filter(({ nodes }) => nodes.length > 0),
    top,
  );
}

export function nodeHeight({ lines }: PictureNode): number {
  return 22 + lineHeight * lines.length;
}

function nodeWidth({ tag, title, lines }: PictureNode): number {
  const heading = textWidth(title, fontSizes.title, true) + tagGap + textWidth(tag, fontSizes.line, false);
  const widths = [heading, ...lines.map((line) => textWidth(line, fontSizes.line, false))];
  return Math.ceil(Math.max(54, ...widths)) + 2 * nodePadding;
}

function panelOf({ nodes, edges }: GraphPicture, group: string, title: string): Panel {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = nodes.filter((node) => node.group === group);
  const incoming = edges.filter(({ to }) => byId.get(to)?.group === group);
  const foreign = new Set(incoming.map(({ from }) => from).filter((from) => byId.get(from)?.group !== group));
  const referenced = nodes.filter(({ id }) => foreign.has(id));
  const graph = newGraph();
  for (const node of own) graph.setNode(node.id, { width: nodeWidth(node), height: nodeHeight(node) });
  for (const { id, reference, tag } of referenced) {
    const [name, number] = [reference, tag].map((part) => textWidth(part, fontSizes.reference, false));
    graph.setNode(id, { width: Math.ceil(name! + number! + tagGap) + 2 * nodePadding, height: 20 });
  }
  // An edge that comes twice (x·x) is drawn twice.
  for (const [k, { from, to }] of incoming.entries()) graph.setEdge(from, to, {}, String(k));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const boxes = new Map(
    [...own, ...referenced].map(({ id }): [string, LayerBox] => {
      const { x = 0, y = 0, width, height } = graph.node(id);
      return [id, { x, y, width, height }];
    }),
  );
  const boxOf = (id: string): LayerBox => boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  const placed = (node: PictureNode): PlacedNode => {
    const { x, y, width, height } = boxOf(node.id);
    return { node, x: x - width / 2, y: y - height / 2, width, height };
  };
  const descents = routeEdges(
    [...boxes.values()],
    incoming.map(({ from, to }, k) => {
      // The first and the last point lie on the nodes.
      const bends = graph.edge(from, to, String(k)).points?.slice(1, -1) ?? [];
      return { from: boxOf(from), to: boxOf(to), bends };
    }),
  );
  const titleWidth = textWidth(title, fontSizes.panel, true) + 80;
  return {
    title,
    x: 0,
    y: 0,
    width: Math.max(width, titleWidth) + 2 * panelPadding,
    height: height + panelTitleHeight + panelPadding,
    nodes: own.map(placed),
    references: referenced.map(placed),
    edges: incoming.map((edge, k) => ({ ...edge, descents: descents[k] ?? [] })),
  };
}

/** Panels from top to bottom, then in the next column, as text is read. */
function inColumns(panels: readonly Panel[], top: number): PlacedGraph {
  const placed: Panel[] = [];
  const area = panels.reduce((sum, { width, height }) => sum + width * height, 0);
  const highest = Math.max(Math.sqrt(area / aspect), ...panels.map(({ height }) => height));
  let [x, y, columnWidth] = [panelGap, top, 0];
  let bottom = top;
  for (const panel of panels) {
    if (y > top && y + panel.height > top + highest) {
      [x, y, columnWidth] = [x + columnWidth + panelGap, top, 0];
    }
    placed.push(moved(panel, x, y));
    y += panel.height + panelGap;
    bottom = Math.max(bottom, y);
    columnWidth = Math.max(columnWidth, panel.width);
  }
  return { panels: placed, width: x + columnWidth + panelGap, height: bottom };
}

function moved(panel: Panel, x: number, y: number): Panel {
  const [right, down] = [x + panelPadding, y + panelTitleHeight];
  const move = <T extends Point>(point: T): T => ({ ...point, x: point.x + right, y: point.y + down });
  const moveDescent = ({ x, top, bottom }: Descent) => ({
    x: x + right,
    top: top + down,
    bottom: bottom + down,
  });
  return {
    ...panel,
    x,
    y,
    nodes: panel.nodes.map(move),
    references: panel.references.map(move),
    edges: panel.edges.map((edge) => ({ ...edge, descents: edge.descents.map(moveDescent) })),
  };
}

/** What is used of dagre's graph, whose own declarations this compiler cannot follow. */
interface LayeredGraph {
  setGraph(options: Readonly<Record<string, unknown>>): void;
  graph(): { readonly width?: number; readonly height?: number };
  setNode(id: string, size: { readonly width: number; readonly height: number }): void;
  node(id: string): Partial<Point> & { readonly width: number; readonly height: number };
  setEdge(from: string, to: string, label: object, name: string): void;
  edge(from: string, to: string, name: string): { readonly points?: readonly Point[] };
}

function newGraph(): LayeredGraph {
  const graph: LayeredGraph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 14, edgesep: 8, ranksep: 26 });
  return graph;
}
