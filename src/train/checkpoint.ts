/**
 * A training state as one file that tells whether it is whole.
 *
 * Layout: 8 bytes magic, u32 format version, u32 length of the header (both little-endian), the header as JSON,
 * the arrays one after the other, and the SHA-256 of everything before it. The header holds any JSON value and, for
 * each array, its name, type and length. Floats are kept bit for bit.
 */
import { createHash } from "node:crypto";
import { EdgeflockError } from "../core/errors.ts";

export interface Checkpoint {
  /** Any JSON value. */
  readonly json: unknown;
  readonly arrays: Readonly<Record<string, Float32Array | Uint8Array>>;
}

export const checkpointVersion = 1;
const magic = new TextEncoder().encode("EDGFLOCK");
const prefixLength = magic.length + 8;
const digestLength = 32;

interface Header {
  readonly json: unknown;
  readonly arrays: readonly {
    readonly name: string;
    readonly type: "float32" | "uint8";
    readonly length: number;
  }[];
}

export function encodeCheckpoint({ json, arrays }: Checkpoint): Uint8Array {
  const entries = Object.entries(arrays);
  const header: Header = {
    json,
    arrays: entries.map(([name, array]) => ({
      name,
      type: array instanceof Float32Array ? "float32" : "uint8",
      length: array.length,
    })),
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const payload = entries.reduce((sum, [, array]) => sum + array.byteLength, 0);
  const bytes = new Uint8Array(prefixLength + headerBytes.length + payload + digestLength);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(magic.length, checkpointVersion, true);
  view.setUint32(magic.length + 4, headerBytes.length, true);
  bytes.set(headerBytes, prefixLength);
  let at = prefixLength + headerBytes.length;
  for (const [, array] of entries) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  bytes.set(digest(bytes.subarray(0, at)), at);
  return bytes;
}

/**
 * @param name the file's, for messages
 * @throws EdgeflockError("run") when the bytes are no checkpoint, of a newer version, cut short or damaged
 */
export function decodeCheckpoint(bytes: Uint8Array, name: string): Checkpoint {
  const refuse = (what: string, fix = "Train anew, or put an intact copy in its place.") =>
    new EdgeflockError("run", `${name}: ${what}`, fix);
  if (magic.some((byte, k) => k < bytes.length && bytes[k] !== byte)) {
    throw refuse("this is no Edgeflock checkpoint (it does not begin with its mark)");
  }
  if (bytes.length < prefixLength + digestLength) {
    throw refuse(`the checkpoint is cut short (${bytes.length} bytes)`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(magic.length, true);
  // The version comes before the checksum: another format may well keep its checksum elsewhere.
  if (version !== checkpointVersion) {
    throw refuse(
      `the checkpoint has format version ${version}, this Edgeflock reads ${checkpointVersion}`,
      "Use the version of Edgeflock that wrote it, or train anew.",
    );
  }
  const end = bytes.length - digestLength;
  if (!digest(bytes.subarray(0, end)).equals(bytes.subarray(end))) {
    throw refuse("the checkpoint is cut short or damaged (its checksum does not fit)");
  }
  const headerEnd = prefixLength + view.getUint32(magic.length + 4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(prefixLength, headerEnd))) as Header;
  const arrays: Record<string, Float32Array | Uint8Array> = {};
  let at = headerEnd;
  for (const { name, type, length } of header.arrays) {
    // Copied out, for the payload is not aligned to four bytes; and not by `slice`, which for a Buffer is a view.
    const part = new Uint8Array(bytes.subarray(at, at + (type === "float32" ? 4 * length : length)));
    arrays[name] = type === "float32" ? new Float32Array(part.buffer, 0, length) : part;
    at += part.length;
  }
  return { json: header.json, arrays };
}

function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
