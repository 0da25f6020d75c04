/** SHA-256 of bytes and files, in lower-case hex: what checkpoints, run folders and experiment cells are checked by. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { isRecord } from "./is-record.ts";

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Streams the file, so that its size does not matter. Rejects with Node's own error when it cannot be read. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

/** Of a JSON value, whatever the order of its keys. */
export function sha256OfJson(value: unknown): string {
  return sha256(JSON.stringify(value, (_, part) => (isRecord(part) ? sortedByKey(part) : part)));
}

function sortedByKey(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([p], [q]) => (p < q ? -1 : 1)));
}
