/** What a chart definition gives: a Vega-Lite specification over its own rows, and the words that go with it. */
import type { TopLevelSpec } from "vega-lite";
import type { Cell } from "./csv.ts";

export interface Figure {
  /** File name without extension, and the anchor in the page. */
  readonly name: string;
  readonly title: string;
  /** What is shown and how to read it; plain text, under the figure. */
  readonly caption: string;
  /** The message in words for who cannot see the figure. */
  readonly alt: string;
  readonly spec: TopLevelSpec;
  /** The data behind the figure, all digits: written as CSV. */
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}
