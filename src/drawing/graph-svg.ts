/** A picture of a graph as one SVG file that needs nothing else: the font is inside. */

import { embeddedFontFaces, fontStack } from "./fonts.ts";
import { edgePath } from "./graph-edges.ts";
import {
  fontSizes,
  layOutGraph,
  lineHeight,
  type Panel,
  type PlacedEdge,
  type PlacedNode,
} from "./graph-layout.ts";
import type { GraphPicture, PictureKind } from "./graph-picture.ts";
import { escaped, inks, short, svgText as text } from "./svg-parts.ts";
import { textWidth } from "./text-width.ts";

const margin = 18;
const panelsFrom = 104;

/** The same picture gives the same bytes. */
export async function graphSvg(picture: GraphPicture): Promise<string> {
  const { panels, width, height } = layOutGraph(picture, panelsFrom);
  const heading =
    margin + Math.max(textWidth(picture.title, 20, true), textWidth(picture.subtitle, 13, false));
  const fullWidth = Math.ceil(Math.max(width, Math.max(heading, legendWidth(picture)) + margin));
  const kinds = new Map(picture.kinds.map((kind) => [kind.id, kind]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${fullWidth}" height="${Math.ceil(height)}" viewBox="0 0 ${fullWidth} ${Math.ceil(height)}" font-family="${fontStack}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(`${picture.title}: ${picture.subtitle}`)}</title>`,
    `<style>${await embeddedFontFaces()}</style>`,
    `<defs><marker id="arrow" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0.5 6 3 0 5.5z" fill="${inks.line}"/></marker></defs>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(margin, 34, picture.title, { size: 20, bold: true }),
    text(margin, 56, picture.subtitle, { size: 13, fill: inks.quiet }),
    ...legend(picture),
    ...panels.flatMap((panel) => drawPanel(panel, kinds)),
    "</svg>\n",
  ].join("\n");
}

const legendGap = 22;
const referenceLabel = "a value from another panel";

function legendEntries({
  kinds,
  nodes,
}: GraphPicture): { kind: PictureKind; label: string; width: number }[] {
  return kinds.flatMap((kind) => {
    const count = nodes.filter((node) => node.kind === kind.id).length;
    const label = `${kind.label} (${count})`;
    return count === 0 ? [] : [{ kind, label, width: 24 + textWidth(label, 12, false) + legendGap }];
  });
}

function legendWidth(picture: GraphPicture): number {
  const kinds = legendEntries(picture).reduce((sum, { width }) => sum + width, margin);
  return picture.groups.length < 2 ? kinds : kinds + 32 + textWidth(referenceLabel, 12, false);
}

function legend(picture: GraphPicture): string[] {
  let x = margin;
  const drawn = legendEntries(picture).flatMap(({ kind, label, width }) => {
    const at = x;
    x += width;
    return [box({ x: at, y: 71, width: 18, height: 14 }, kind, 3), text(at + 24, 82.5, label, { size: 12 })];
  });
  if (picture.groups.length < 2) return drawn;
  const stroke = `stroke="${inks.line}" stroke-dasharray="3 2"`;
  return [
    ...drawn,
    `<rect x="${short(x)}" y="71" width="26" height="14" rx="7" fill="#ffffff" ${stroke}/>`,
    text(x + 32, 82.5, referenceLabel, { size: 12 }),
  ];
}

function drawPanel(panel: Panel, kinds: ReadonlyMap<string, PictureKind>): string[] {
  const { x, y, title, nodes, references, edges } = panel;
  return [
    "<g>",
    `<rect ${corner(panel)} rx="8" fill="${inks.panel}" stroke="${inks.border}"/>`,
    text(x + 16, y + 22, title, { size: fontSizes.panel, bold: true }),
    ...edges.map(drawEdge),
    ...references.map((reference) => drawReference(reference, kinds)),
    ...nodes.map((node) => drawNode(node, kinds)),
    "</g>",
  ];
}

function drawEdge({ from, to, descents }: PlacedEdge): string {
  return `<path data-from="${escaped(from)}" data-to="${escaped(to)}" d="${edgePath(descents)}" fill="none" stroke="${inks.line}" marker-end="url(#arrow)"/>`;
}

function drawNode(placed: PlacedNode, kinds: ReadonlyMap<string, PictureKind>): string {
  const { node, x, y, width } = placed;
  const kind = kindOf(kinds, node.kind);
  const lines = node.lines.map((line, k) =>
    text(x + 8, y + 17 + lineHeight * (k + 1), line, { size: fontSizes.line, fill: kind.text }),
  );
  const tag = text(x + width - 8, y + 15, node.tag, { size: fontSizes.line, fill: kind.text, anchor: "end" });
  return [
    `<g id="node-${escaped(node.id)}" data-node="${escaped(node.id)}">`,
    box(placed, kind, 5),
    text(x + 8, y + 15.5, node.title, { size: fontSizes.title, bold: true, fill: kind.text }),
    tag,
    ...lines,
    "</g>",
  ].join("");
}

/** A small stand-in that leads to the node in its own panel. */
function drawReference(placed: PlacedNode, kinds: ReadonlyMap<string, PictureKind>): string {
  const { node, x, y, width } = placed;
  const { stroke } = kindOf(kinds, node.kind);
  return [
    `<a href="#node-${escaped(node.id)}" data-reference="${escaped(node.id)}">`,
    `<rect ${corner(placed)} rx="10" fill="#ffffff" stroke="${stroke}" stroke-dasharray="3 2"/>`,
    text(x + 8, y + 13.5, node.reference, { size: fontSizes.reference }),
    text(x + width - 8, y + 13.5, node.tag, { size: fontSizes.reference, fill: inks.quiet, anchor: "end" }),
    "</a>",
  ].join("");
}

function kindOf(kinds: ReadonlyMap<string, PictureKind>, id: string): PictureKind {
  const kind = kinds.get(id);
  if (kind === undefined) throw new Error(`a node of the kind "${id}", which the picture does not have`);
  return kind;
}

type Rectangle = Pick<PlacedNode, "x" | "y" | "width" | "height">;

function corner({ x, y, width, height }: Rectangle): string {
  return `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
}

function box(at: Rectangle, { fill, stroke }: PictureKind, radius: number): string {
  return `<rect ${corner(at)} rx="${radius}" fill="${fill}" stroke="${stroke}"/>`;
}
