/** Breaks text into lines that fit a width. */
import { textWidth } from "./text-width.ts";

/** Lines of whole words, none wider than `width` [px] unless a single word is; no line for an empty text. */
export function wrapText(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, fontSize, false) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
