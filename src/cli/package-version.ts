/** The version in package.json, which lies two folders above this file in the source and in the package alike. */
import { readFileSync } from "node:fs";

export function readPackageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return String((JSON.parse(text) as { version: unknown }).version);
}
