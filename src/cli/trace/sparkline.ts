/** Numbers as a line of block characters, for text. */

const blocks = "▁▂▃▄▅▆▇█";

/** One character a number, its height in proportion to the greatest; a blank for 0, so that a gap is seen as one. */
export function sparkline(values: readonly number[]): string {
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  return values
    .map((value) => (value > 0 ? blocks[Math.ceil((value / highest) * blocks.length) - 1] : " "))
    .join("");
}
