/** Draws a scenario as a map into a file. */
import { loadCheckedScenario } from "../open-scenario.ts";
import { checkPictureName, writePicture } from "../picture-file.ts";

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
  if (options.out !== undefined) checkPictureName("--out", options.out);
  const { mapPictureOf } = await import("../../scenario/index.ts");
  const { mapSvg } = await import("../../drawing/map-svg.ts");
  const scenario = await loadCheckedScenario(nameOrPath, options.sites);
  const out = options.out ?? `${scenario.name}.svg`;
  const picture = mapPictureOf(scenario);
  await writePicture(out, await mapSvg(picture));
  return { scenario: scenario.name, servers: picture.places.length, links: picture.links.length, out };
}
