import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkpointVersion, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";

const sample = {
  json: { episode: 7, rng: [1, -2, 3, 4, null], note: "ünïcode" },
  arrays: {
    parameters: Float32Array.of(1.5, -0, Number.NaN, Number.NEGATIVE_INFINITY, 1e-42),
    files: Uint8Array.of(1, 2, 3),
    nothing: new Float32Array(0),
  },
};
const whole = encodeCheckpoint(sample);

describe("round trip", () => {
  test("gives back the JSON, the names and order of the arrays, and every bit", () => {
    const back = decodeCheckpoint(whole, "c");
    expect(back.json).toEqual(sample.json);
    expect(Object.keys(back.arrays)).toEqual(Object.keys(sample.arrays));
    expect(new Uint8Array(back.arrays["parameters"]!.buffer)).toEqual(
      new Uint8Array(sample.arrays.parameters.buffer),
    );
    expect(back.arrays["files"]).toEqual(sample.arrays.files);
    expect(back.arrays["nothing"]).toEqual(sample.arrays.nothing);
  });

  test("holds for any content, for views into larger buffers and for any offset of the input", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 2 }),
        fc.array(fc.float32Array({ maxLength: 20 }), { maxLength: 4 }),
        fc.nat(7),
        (json, arrays, offset) => {
          const views = arrays.map((array) => {
            const buffer = new Float32Array(array.length + 2);
            buffer.set(array, 1);
            return buffer.subarray(1, 1 + array.length);
          });
          const bytes = encodeCheckpoint({
            json,
            arrays: Object.fromEntries(views.map((a, k) => [`a${k}`, a])),
          });
          const shifted = new Uint8Array(bytes.length + offset);
          shifted.set(bytes, offset);
          // As bytes, and as the Buffer that reading a file gives.
          for (const input of [shifted.subarray(offset), Buffer.from(shifted.buffer, offset)]) {
            const back = decodeCheckpoint(input, "c");
            expect(JSON.stringify(back.json)).toBe(JSON.stringify(json));
            expect(Object.values(back.arrays)).toEqual(arrays);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test("the same state gives the same bytes", () => {
    expect(encodeCheckpoint(sample)).toEqual(whole);
  });
});

describe("what is not whole is refused with the file's name", () => {
  test("cut short at any length", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeCheckpoint(whole.subarray(0, length), "runs/a/000001.checkpoint")).toThrow(
        expect.objectContaining({
          kind: "run",
          message: expect.stringMatching(/^runs\/a\/000001\.checkpoint: .*(cut short)/),
        }),
      );
    }
  });

  test("any one byte changed", () => {
    for (let at = 0; at < whole.length; at++) {
      const damaged = whole.slice();
      damaged[at]! ^= 0x10;
      expect(() => decodeCheckpoint(damaged, "c")).toThrow(expect.objectContaining({ kind: "run" }));
    }
  });

  test("bytes after the end", () => {
    const longer = new Uint8Array(whole.length + 4);
    longer.set(whole);
    expect(() => decodeCheckpoint(longer, "c")).toThrow(/damaged/);
  });

  test("another file", () => {
    expect(() => decodeCheckpoint(new TextEncoder().encode("PK".padEnd(100)), "c")).toThrow(
      /no Edgeflock checkpoint/,
    );
  });

  test("a newer format names both versions", () => {
    const newer = whole.slice();
    new DataView(newer.buffer).setUint32(8, checkpointVersion + 1, true);
    expect(() => decodeCheckpoint(newer, "c")).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/version 2, this Edgeflock reads 1/) }),
    );
  });
});
