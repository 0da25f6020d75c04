/** Pictures as files: SVG or PNG, by the name's ending. */
import { extname } from "node:path";
import { writeFileAtomic } from "../core/atomic-file.ts";
import { EdgeflockError } from "../core/errors.ts";

/** @throws EdgeflockError("usage") when `path`, given with `option`, ends in neither .svg nor .png */
export function checkPictureName(option: string, path: string): void {
  if (endingOf(path) === ".svg" || endingOf(path) === ".png") return;
  throw new EdgeflockError(
    "usage",
    `${option} ${path}: "${extname(path)}" is no format of a picture`,
    "Name a file that ends in .svg or .png.",
  );
}

/** @throws EdgeflockError("output") when it cannot be written */
export async function writePicture(path: string, svg: string): Promise<void> {
  if (endingOf(path) !== ".png") return writeFileAtomic(path, svg);
  const { svgsToPngs } = await import("../drawing/svg-to-png.ts");
  const [image] = await svgsToPngs([svg]);
  if (image === undefined) throw new Error("no picture came back");
  await writeFileAtomic(path, image);
}

function endingOf(path: string): string {
  return extname(path).toLowerCase();
}
