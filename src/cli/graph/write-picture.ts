/** Writes a graph to a file: a picture, or text for other programs, as the file's name says. */
import { extname } from "node:path";
import { writeFileAtomic } from "../../core/atomic-file.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { graphDot } from "../../drawing/graph-dot.ts";
import type { GraphPicture } from "../../drawing/graph-picture.ts";
import { graphPictureOf, phasesOf } from "../../graph-view/index.ts";
import type { FoundGraph } from "./find-graph.ts";

export const pictureFormats = [".svg", ".png", ".dot", ".json"] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** Laying out as many takes ten seconds; more soon take minutes, and nobody could read them. */
const mostNodes = 1000;
const mostEdges = 2000;
/** A PNG is drawn at twice its size where that gives no more pixels than this. */
const mostPixels = 40e6;

/** Throws EdgeflockError("usage") when there is no such format. */
export function pictureFormat(path: string): PictureFormat {
  const extension = extname(path).toLowerCase();
  const format = pictureFormats.find((known) => known === extension);
  if (format !== undefined) return format;
  throw new EdgeflockError(
    "usage",
    `--out ${path}: "${extension}" is no format of a picture`,
    `Name a file that ends in ${pictureFormats.join(", ")}.`,
  );
}

/** Throws EdgeflockError("usage") when the graph is too large to be laid out, ("output") when the file cannot be written. */
export async function writePicture(graph: FoundGraph, path: string): Promise<void> {
  await writeFileAtomic(path, await contentOf(graph, pictureFormat(path), path));
}

async function contentOf(
  graph: FoundGraph,
  format: PictureFormat,
  path: string,
): Promise<string | Uint8Array> {
  const { title, description, view } = graph;
  if (format === ".json") return `${JSON.stringify(jsonOf(graph), null, 1)}\n`;
  const picture = graphPictureOf(view, title, description);
  if (format === ".dot") return graphDot(picture);
  const { nodes, edges } = picture;
  if (nodes.length > mostNodes || edges.length > mostEdges) {
    throw new EdgeflockError(
      "usage",
      `--out ${path}: a graph of ${nodes.length} nodes and ${edges.length} edges is too large for a picture (${mostNodes} and ${mostEdges} at most)`,
      "Write .dot, for Graphviz, or .json.",
    );
  }
  return format === ".svg" ? drawn(picture) : png(await drawn(picture));
}

async function drawn(picture: GraphPicture): Promise<string> {
  const { graphSvg } = await import("../../drawing/graph-svg.ts");
  return graphSvg(picture);
}

async function png(svg: string): Promise<Uint8Array> {
  const { svgsToPngs } = await import("../../drawing/svg-to-png.ts");
  const [width = 1, height = 1] = (/ width="(\d+)" height="(\d+)"/.exec(svg) ?? []).slice(1).map(Number);
  const scale = Math.min(2, Math.sqrt(mostPixels / (width * height)));
  const [image] = await svgsToPngs([svg], scale);
  if (image === undefined) throw new Error("no picture came back");
  return image;
}

/** Nodes, results and phases as they are. */
function jsonOf({ title, description, view }: FoundGraph) {
  const { phases, phaseOf } = phasesOf(view);
  return {
    title,
    description,
    phases,
    nodes: view.nodes.map((node) => ({ ...node, phase: phaseOf.get(node.id) ?? null })),
    results: view.results,
  };
}
