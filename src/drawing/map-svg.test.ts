import { describe, expect, test } from "vitest";
import { heatScale } from "./heat-scale.ts";
import { layOutMap } from "./map-layout.ts";
import type { MapPicture, MapPlace } from "./map-picture.ts";
import { mapSvg } from "./map-svg.ts";
import { wrapText } from "./wrap-text.ts";

const frame = { x: 10, y: 50, width: 800, leastHeight: 400, mostHeight: 700 };

function place(name: string, position?: readonly [number, number], heat = 1, capacity = 4): MapPlace {
  return { name, ...(position === undefined ? {} : { position }), heat, capacity };
}

function picture(places: readonly MapPlace[], links: MapPicture["links"] = []): MapPicture {
  return {
    title: "a town",
    subtitle: "made <up> for a test",
    places,
    links,
    facts: ["a fact"],
    capacityText: (capacity) => `${capacity} units`,
  };
}

/** A hundred places, no two of one heat, every third one large. */
const many = Array.from({ length: 100 }, (_, k) =>
  place(`p${k}`, [(k % 10) * 100, Math.floor(k / 10) * 60], (k + 1) / 50, k % 3 === 0 ? 9 : 4),
);

describe("layout", () => {
  test("distances are to scale, east is right and north is up", () => {
    const { discs, metresPerPixel } = layOutMap(
      picture([place("west", [0, 0]), place("east", [3000, 0]), place("north", [0, 1000])]),
      frame,
    );
    const [west, east, north] = discs;
    expect(east!.x - west!.x).toBeCloseTo(3000 / metresPerPixel!, 6);
    expect(west!.y - north!.y).toBeCloseTo(1000 / metresPerPixel!, 6);
    expect(east!.y).toBeCloseTo(west!.y, 6);
  });

  test.each([
    ["wide", many],
    ["high", many.map((one) => place(one.name, [one.position![1] / 4, one.position![0]]))],
    ["one alone", [place("only", [5, 5])]],
    ["all in one spot", [place("a", [5, 5]), place("b", [5, 5])]],
    ["unknown", [place("a"), place("b"), place("c"), place("d")]],
  ])("all discs lie in the frame: %s", (_, places) => {
    const { discs, frame: box, labels } = layOutMap(picture(places), frame);
    expect(discs).toHaveLength(places.length);
    expect(box.height).toBeGreaterThanOrEqual(frame.leastHeight);
    expect(box.height).toBeLessThanOrEqual(frame.mostHeight);
    for (const { x, y, radius } of discs) {
      expect(x - radius).toBeGreaterThan(box.x);
      expect(x + radius).toBeLessThan(box.x + box.width);
      expect(y - radius).toBeGreaterThan(box.y);
      expect(y + radius).toBeLessThan(box.y + box.height);
    }
    for (const { x, y } of labels) {
      expect(x).toBeGreaterThan(box.x);
      expect(y).toBeLessThan(box.y + box.height);
    }
  });

  test("the area of a disc goes with the capacity", () => {
    const { discs } = layOutMap(picture(many), frame);
    expect((discs[0]!.radius / discs[1]!.radius) ** 2).toBeCloseTo(9 / 4, 9);
  });

  test("a place without a position puts all on a circle, without a scale", () => {
    const { discs, metresPerPixel } = layOutMap(picture([place("a", [0, 0]), place("b"), place("c")]), frame);
    expect(metresPerPixel).toBeNull();
    const x = discs.reduce((sum, disc) => sum + disc.x, 0) / 3;
    const y = discs.reduce((sum, disc) => sum + disc.y, 0) / 3;
    const radii = discs.map((disc) => Math.hypot(disc.x - x, disc.y - y));
    for (const radius of radii) expect(radius).toBeCloseTo(radii[0]!, 6);
  });

  test("few places are named with capacity and part, of many only the hottest, of equals none", () => {
    const few = layOutMap(picture([place("a", [0, 0], 1.5), place("b", [9, 9], 0.5)]), frame).labels;
    expect(few.map((label) => label.lines)).toEqual([
      ["a", "4 units, 75 % of the jobs"],
      ["b", "4 units, 25 % of the jobs"],
    ]);
    const hottest = layOutMap(picture(many), frame).labels;
    expect(hottest.map((label) => label.lines)).toEqual([["p99"], ["p98"], ["p97"], ["p96"], ["p95"]]);
    const alike = many.map((one) => ({ ...one, heat: 1 }));
    expect(layOutMap(picture(alike), frame).labels).toEqual([]);
  });
});

test("the scale of heat goes from pale to dark, evenly in factors, and keeps its ends", () => {
  const scale = heatScale([0, 0.1, 1, 10]);
  expect([scale.least, scale.most]).toEqual([0.1, 10]);
  expect([0, 0.05, 0.1, 1, 10, 99].map(scale.place)).toEqual([0, 0, 0, 0.5, 1, 1]);
  const lightness = [0.1, 0.3, 1, 3, 10].map((heat) =>
    [1, 3, 5].reduce((sum, at) => sum + Number.parseInt(scale.colour(heat).slice(at, at + 2), 16), 0),
  );
  expect([...lightness].sort((p, q) => q - p)).toEqual(lightness);
  const alike = heatScale([1, 1]);
  expect(alike.most / alike.least).toBeCloseTo(4, 9);
});

describe("the SVG", () => {
  test("has a disc for each place, a line for two links, a wedge for one, a scale bar, and its own font", async () => {
    const places = [place("a", [0, 0]), place("b", [900, 0]), place("c & d", [400, 300])];
    const svg = await mapSvg(
      picture(places, [
        [0, 1],
        [1, 0],
        [2, 0],
      ]),
    );
    const legend = { lines: 1, wedges: 1, sizes: 1 };
    expect(svg.match(/<circle /g)).toHaveLength(3 + legend.sizes);
    expect(svg.match(/stroke-width="0\.9" fill="none"\/>/g)).toHaveLength(1 + legend.lines);
    expect(svg.match(/z" fill="#93a1b3"\/>/g)).toHaveLength(1 + legend.wedges);
    expect(svg).toContain(">100 m<");
    expect(svg).toContain("@font-face");
    expect(svg).toContain("c &amp; d");
    expect(svg).toContain("made &lt;up&gt; for a test");
    expect(svg.replace(/<style>[\s\S]*<\/style>/, "")).not.toContain("NaN");
    expect(await mapSvg(picture(places))).not.toContain(">Links<");
  });
});

test("text is broken between words", () => {
  expect(wrapText("", 10, 100)).toEqual([]);
  expect(wrapText("one two three", 10, 1000)).toEqual(["one two three"]);
  expect(wrapText("one two three", 10, 40)).toEqual(["one two", "three"]);
  expect(wrapText("incomprehensibilities", 10, 5)).toEqual(["incomprehensibilities"]);
});
