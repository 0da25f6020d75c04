/** The content of a folder, to see that nothing in it was changed. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Path, from the folder, and SHA-256 of every file. */
export function folderContent(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const hashes = files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [
      path.slice(folder.length + 1),
      createHash("sha256").update(readFileSync(path)).digest("hex"),
    ] as const;
  });
  return Object.fromEntries(hashes.sort(([p], [q]) => (p < q ? -1 : 1)));
}
