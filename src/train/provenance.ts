/** What produced a run: version, git revision, Node. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Provenance {
  readonly edgeflock: string;
  /** Revision of Edgeflock's own checkout, "-dirty" when it has changes; null outside one. */
  readonly gitRevision: string | null;
  readonly node: string;
}

export function provenance(): Provenance {
  // Two folders above this file lies the package, in the source and in the published package alike.
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return { edgeflock: version, gitRevision: gitRevision(root), node: process.versions.node };
}

function gitRevision(root: string): string | null {
  // Installed into somebody's project, the revision of that project is none of ours.
  if (!existsSync(join(root, ".git"))) return null;
  try {
    const describe = ["-C", root, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
    return execFileSync("git", describe, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
