import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphDot } from "./graph-dot.ts";
import { type Box, layOutGraph } from "./graph-layout.ts";
import type { GraphPicture } from "./graph-picture.ts";
import { graphSvg } from "./graph-svg.ts";
import { svgsToPngs } from "./svg-to-png.ts";

const kinds = ["p", "q"].map((id) => ({
  id,
  label: id,
  fill: "#ffffff",
  stroke: "#000000",
  text: "#000000",
}));

/** A graph without cycles: the k-th node takes some of those before it, some of them twice. */
const pictures = fc
  .array(
    fc.record({
      operands: fc.array(fc.nat(), { maxLength: 3 }),
      group: fc.integer({ min: 0, max: 2 }),
      kind: fc.constantFrom("p", "q"),
      title: fc.constantFrom("mul", 'a < b & "c"', "matmul with a long name"),
      lines: fc.array(fc.constantFrom("256 × 64", "of 3, 4"), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((drafts): GraphPicture => {
    const nodes = drafts.map(({ group, kind, title, lines }, k) => {
      return { id: `n${k}`, kind, group: `g${group}`, title, tag: String(k), lines, reference: title };
    });
    const edges = drafts.flatMap(({ operands }, k) =>
      k === 0 ? [] : operands.map((operand) => ({ from: `n${operand % k}`, to: `n${k}` })),
    );
    const groups = [0, 1, 2, 3].map((k) => ({ id: `g${k}`, title: `Group <${k}>` }));
    return { title: "T", subtitle: "S", kinds, groups, nodes, edges };
  });

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const inside = (a: Box, b: Box) =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;

describe("the layout", () => {
  it("shows every node once in its group's panel, every edge once, and puts nothing over anything", () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const { panels, width, height } = layOutGraph(picture, 100);
        const page = { x: 0, y: 100, width, height: height - 100 };
        const titles = new Map(picture.groups.map(({ id, title }) => [id, title]));
        for (const [k, panel] of panels.entries()) {
          expect(inside(panel, page)).toBe(true);
          for (const other of panels.slice(k + 1)) expect(overlap(panel, other)).toBe(false);
          const boxes = [...panel.nodes, ...panel.references];
          for (const [at, one] of boxes.entries()) {
            expect(inside(one, panel)).toBe(true);
            for (const other of boxes.slice(at + 1)) expect(overlap(one, other)).toBe(false);
          }
          for (const { node } of panel.nodes) expect(titles.get(node.group)).toBe(panel.title);
          for (const { from, to, descents } of panel.edges) {
            const of = (id: string) => boxes.find(({ node }) => node.id === id)!;
            expect(descents[0]!.top).toBeCloseTo(of(from).y + of(from).height, 6);
            expect(descents.at(-1)!.bottom).toBeCloseTo(of(to).y, 6);
            for (const { x, top, bottom } of descents) {
              for (const one of boxes) {
                const beside = x <= one.x || x >= one.x + one.width;
                expect(beside || bottom <= one.y + 0.01 || top >= one.y + one.height - 0.01).toBe(true);
              }
            }
            for (const [k, { top }] of descents.entries()) {
              if (k > 0) expect(top).toBeGreaterThan(descents[k - 1]!.bottom);
            }
          }
        }
        const shown = panels.flatMap(({ nodes }) => nodes.map(({ node }) => node.id));
        expect(shown.sort()).toEqual(picture.nodes.map(({ id }) => id).sort());
        const drawn = panels.flatMap(({ edges }) => edges.map(({ from, to }) => `${from} ${to}`));
        expect(drawn.sort()).toEqual(picture.edges.map(({ from, to }) => `${from} ${to}`).sort());
      }),
      { numRuns: 60 },
    );
  });
});

describe("the SVG", () => {
  it("has every node once, references that lead to nodes, and can be drawn", async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const svg = await graphSvg(picture);
        expect(await graphSvg(picture)).toBe(svg);
        const found = (pattern: RegExp) => Array.from(svg.matchAll(pattern), ([, id]) => id);
        expect(found(/ data-node="([^"]+)"/g).sort()).toEqual(picture.nodes.map(({ id }) => id).sort());
        expect(new Set(found(/ id="node-([^"]+)"/g))).toEqual(new Set(picture.nodes.map(({ id }) => id)));
        for (const id of found(/href="#node-([^"]+)"/g)) expect(svg).toContain(`id="node-${id}"`);
        // The renderer's XML parser is a strict one.
        const [png] = await svgsToPngs([svg], 0.5);
        expect(new TextDecoder().decode(png?.subarray(1, 4))).toBe("PNG");
      }),
      { numRuns: 5 },
    );
  });
});

it("the text for Graphviz has every node and edge once, in balanced braces and quotes", () => {
  fc.assert(
    fc.property(pictures, (picture) => {
      const dot = graphDot(picture);
      const lines = dot.split("\n").map((line) => line.trim());
      expect(lines.filter((line) => / -> /.test(line))).toHaveLength(picture.edges.length);
      for (const { id } of picture.nodes) {
        expect(lines.filter((line) => line.startsWith(`"${id}" [`))).toHaveLength(1);
      }
      const unquoted = dot.replaceAll(/"(\\.|[^"\\])*"/g, "");
      expect(unquoted).not.toContain('"');
      expect(unquoted.split("{")).toHaveLength(unquoted.split("}").length);
    }),
  );
});
