/** Unpacks a WOFF 1.0 font into the TrueType or OpenType file it was made from (W3C Recommendation "WOFF File Format 1.0"). */
import { inflateSync } from "node:zlib";

const woffHeaderBytes = 44;
const woffEntryBytes = 20;
const sfntHeaderBytes = 12;
const sfntEntryBytes = 16;

/** @throws Error when the bytes are no WOFF 1.0 */
export function woffToSfnt(woff: Buffer): Uint8Array {
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("not a WOFF 1.0 font");
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => {
    const entry = woffHeaderBytes + i * woffEntryBytes;
    const offset = woff.readUInt32BE(entry + 4);
    const packed = woff.subarray(offset, offset + woff.readUInt32BE(entry + 8));
    const length = woff.readUInt32BE(entry + 12);
    return { entry, data: packed.length < length ? inflateSync(packed) : packed };
  });
  const padded = (length: number) => (length + 3) & ~3;
  const directory = sfntHeaderBytes + count * sfntEntryBytes;
  const font = Buffer.alloc(tables.reduce((size, { data }) => size + padded(data.length), directory));
  const exponent = Math.floor(Math.log2(count));
  woff.copy(font, 0, 4, 8);
  font.writeUInt16BE(count, 4);
  font.writeUInt16BE(16 * 2 ** exponent, 6);
  font.writeUInt16BE(exponent, 8);
  font.writeUInt16BE(16 * (count - 2 ** exponent), 10);
  let offset = directory;
  for (const [i, { entry, data }] of tables.entries()) {
    const row = sfntHeaderBytes + i * sfntEntryBytes;
    woff.copy(font, row, entry, entry + 4);
    woff.copy(font, row + 4, entry + 16, entry + 20);
    font.writeUInt32BE(offset, row + 8);
    font.writeUInt32BE(data.length, row + 12);
    data.copy(font, offset);
    offset += padded(data.length);
  }
  return font;
}
