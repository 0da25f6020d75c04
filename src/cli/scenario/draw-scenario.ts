/** Draws a scenario as a map into a file. */
import { extname } from "node:path";
import { writeFileAtomic } from "../../core/atomic-file.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { loadCheckedScenario } from "../open-scenario.ts";

export interface DrawnScenario {
  readonly scenario: string;
  readonly servers: number;
  readonly links: number;
  readonly out: string;
}

/**
 * @param options.out a path that ends in .svg or .png; the scenario's name with .svg when absent
 * @throws EdgeflockError("usage") when it ends in anything else, ("output") when it cannot be written
 */
export async function drawScenario(
  nameOrPath: string,
  options: { readonly out?: string; readonly sites?: string },
): Promise<DrawnScenario> {
  const extension = extname(options.out ?? ".svg").toLowerCase() || options.out;
  if (options.out !== undefined && extension !== ".svg" && extension !== ".png") {
    throw new EdgeflockError(
      "usage",
      `--out ${options.out}: "${extname(options.out)}" is no format of a map`,
      "Name a file that ends in .svg or .png.",
    );
  }
  const { mapPictureOf } = await import("../../scenario/index.ts");
  const { mapSvg } = await import("../../drawing/map-svg.ts");
  const scenario = await loadCheckedScenario(nameOrPath, options.sites);
  const out = options.out ?? `${scenario.name}.svg`;
  const picture = mapPictureOf(scenario);
  const svg = await mapSvg(picture);
  await writeFileAtomic(out, extension === ".png" ? await png(svg) : svg);
  return { scenario: scenario.name, servers: picture.places.length, links: picture.links.length, out };
}

async function png(svg: string): Promise<Uint8Array> {
  const { svgsToPngs } = await import("../../drawing/svg-to-png.ts");
  const [image] = await svgsToPngs([svg]);
  if (image === undefined) throw new Error("no picture came back");
  return image;
}
