/**
 * Checks a trace file from its first to its last byte before it is parsed: CSV readers take a truncated gzip file, or
 * one with a wrong checksum, as a shorter file. Node only.
 */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { EdgeflockError } from "../../core/errors.ts";
import { unreadable } from "./trace-files.ts";

const fetchAgain = "Fetch the file again and compare its size and checksum with the source's.";

/**
 * Whether the file is gzip (by its first bytes) or plain text; a gzip file is unpacked once to check it.
 *
 * @throws EdgeflockError("trace") on an empty, truncated, damaged or unreadable file, naming the last intact row
 */
export async function checkCompression(path: string): Promise<"gzip" | "none"> {
  const magic = Buffer.alloc(2);
  let size: number;
  try {
    const file = await open(path, "r");
    try {
      size = (await file.read(magic, 0, 2, 0)).bytesRead;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (size === 0) throw new EdgeflockError("trace", `${path}: the file is empty`, fetchAgain);
  if (size < 2 || magic.readUInt16BE(0) !== 0x1f8b) {
    if (!path.toLowerCase().endsWith(".gz")) return "none";
    throw new EdgeflockError("trace", `${path}: named .gz but does not hold gzip data`, fetchAgain);
  }
  await unpack(path);
  return "gzip";
}

async function unpack(path: string): Promise<void> {
  let rows = 0;
  try {
    await pipeline(createReadStream(path), createGunzip({ chunkSize: 1 << 18 }), async (chunks) => {
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++;
      }
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!code.startsWith("Z_")) throw unreadable(path, error);
    const what = code === "Z_BUF_ERROR" ? "is truncated" : "holds damaged gzip data";
    throw new EdgeflockError("trace", `${path}: ${what} after row ${rows}`, fetchAgain, { cause: error });
  }
}
