import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256, sha256OfFile, sha256OfJson } from "./checksum.ts";

const ofAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

test("SHA-256 of a string, bytes and a file is the standard's example", async () => {
  expect(sha256("abc")).toBe(ofAbc);
  expect(sha256(new TextEncoder().encode("abc"))).toBe(ofAbc);
  const path = join(await mkdtemp(join(tmpdir(), "checksum-")), "abc");
  await writeFile(path, "abc");
  expect(await sha256OfFile(path)).toBe(ofAbc);
});

test("the checksum of a JSON value depends on what it says, not on the order of its keys", () => {
  expect(sha256OfJson({ a: 1, b: { c: [1, 2], d: null } })).toBe(
    sha256OfJson({ b: { d: null, c: [1, 2] }, a: 1 }),
  );
  expect(sha256OfJson({ a: [1, 2] })).not.toBe(sha256OfJson({ a: [2, 1] }));
  expect(sha256OfJson({ a: 1 })).not.toBe(sha256OfJson({ a: "1" }));
});
