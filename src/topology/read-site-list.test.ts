import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";
import { readSiteList } from "./read-site-list.ts";
import { distanceMetres, planePositions } from "./site.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-sites-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function file(text: string): string {
  const path = join(folder, `list-${files++}.csv`);
  writeFileSync(path, text);
  return path;
}

async function errorOf(path: string): Promise<EdgeflockError> {
  const error: unknown = await readSiteList(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EdgeflockError);
  expect((error as EdgeflockError).kind).toBe("sites");
  expect((error as EdgeflockError).fix).toBeTruthy();
  return error as EdgeflockError;
}

test("columns are found by name, whatever their case and order; quoted fields may hold commas", async () => {
  const list = file('NAME,Longitude,SITE_ID,LATITUDE\n"Tower, north",145,a7,-37.5\nSpire,145.25,b8,-37.25\n');
  expect(await readSiteList(list)).toEqual([
    { name: "a7", latitude: -37.5, longitude: 145 },
    { name: "b8", latitude: -37.25, longitude: 145.25 },
  ]);
});

test("short names of columns, Windows line ends, no ids: sites are called by their row", async () => {
  expect(await readSiteList(file("lat,lon\r\n1.5,2\r\n-1,3e1\r\n"))).toEqual([
    { name: "1", latitude: 1.5, longitude: 2 },
    { name: "2", latitude: -1, longitude: 30 },
  ]);
});

test("a list of one site", async () => {
  expect(await readSiteList(file("latitude,longitude\n1,2\n"))).toHaveLength(1);
});

describe("what is wrong is named with its line", () => {
  test.each([
    ["no file", () => join(folder, "nowhere.csv"), "nowhere.csv: no such file"],
    ["a folder", () => folder, "is a folder"],
    ["an empty file", () => file(""), "the file is empty"],
    ["a header alone", () => file("latitude,longitude\n"), "there is no site in the list"],
    ["no latitude", () => file("x,longitude\n1,2\n"), ":1: no column latitude; the header has x, longitude"],
    ["no longitude", () => file("lat,x\n1,2\n"), ":1: no column longitude"],
    ["no number", () => file("latitude,longitude\n1,2\nnorth,2\n"), ':3: latitude is "north"'],
    ["nothing", () => file("latitude,longitude\n1,2\n3,\n"), ':3: longitude is ""'],
    ["NaN", () => file("latitude,longitude\nNaN,2\n"), ':2: latitude is "NaN"; it must be −90 to 90'],
    ["off the globe", () => file("latitude,longitude\n1,181\n"), ':2: longitude is "181"'],
    ["an id twice", () => file("id,lat,lon\na,1,2\nb,1,2\na,1,3\n"), ":4: id is a, as on line 2"],
    ["no id", () => file("id,lat,lon\na,1,2\n,1,2\n"), ":3: id is empty"],
    ["a row too short", () => file(`lat,lon\n${"1,2\n".repeat(9)}1\n1,2\n`), ":11: "],
    ["a row too long", () => file(`lat,lon\n${"1,2\n".repeat(9)}1,2,3\n1,2\n`), ":11: "],
  ])("%s", async (_, path, message) => {
    expect((await errorOf(path())).message).toContain(message);
  });
});

const shared = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const eua = join(shared, "eua/site-optus-melbCBD.csv");
const shanghai = join(shared, "shanghai-telecom/base_stations_all.csv");

describe.skipIf(!existsSync(eua))("the EUA list, ../shared/data/eua/site-optus-melbCBD.csv", () => {
  test("125 sites, half of them nearer than 43 m to another, each with six neighbours", async () => {
    const sites = await readSiteList(eua);
    expect(sites).toHaveLength(125);
    expect(sites[0]).toEqual({ name: "10003026", latitude: -37.81517, longitude: 144.97476 });
    const positions = planePositions(sites);
    const lists = nearestNeighbours(positions, 6);
    expect(lists.every((list) => list.length === 6)).toBe(true);
    const at = (k: number) =>
      lists.map((list, site) => distanceMetres(positions[site]!, positions[list[k]!]!)).sort((p, q) => p - q);
    const quantiles = [0, 0.1, 0.25, 0.5, 0.75, 0.9].map((q) => at(0)[Math.floor(q * 125)]!.toFixed(1));
    expect(quantiles).toEqual(["10.4", "14.1", "22.5", "42.6", "68.3", "104.5"]);
    expect(at(0).at(-1)!.toFixed(1)).toBe("204.7");
    expect(at(5)[62]!.toFixed(1)).toBe("185.1");
  });
});

describe.skipIf(!existsSync(shanghai))("the Shanghai list, ../shared/data/shanghai-telecom", () => {
  test("3,042 sites, some far from Shanghai", async () => {
    const sites = await readSiteList(shanghai);
    expect(sites).toHaveLength(3042);
    const outside = sites.filter(
      ({ latitude, longitude }) =>
        latitude < 30.6 || latitude > 31.9 || longitude < 120.8 || longitude > 122.2,
    );
    expect(outside).toHaveLength(33);
  });
});
