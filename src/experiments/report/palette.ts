/**
 * Colours of the figures. The hues are those of Okabe and Ito (2008) and of Tol's muted scheme, chosen to stay apart
 * for the colour-blind; lines get their own dash as well, so colour never has to tell policies apart by itself. Each colour has a
 * light and a dark variant; figures use the light one, the page swaps it by style sheet on dark screens.
 */
import type { PolicyReport } from "./report-data.ts";

export interface Colour {
  readonly light: string;
  readonly dark: string;
}

const learnedColours: readonly Colour[] = [
  { light: "#0072b2", dark: "#4fb0e8" },
  { light: "#d55e00", dark: "#ff8a3d" },
  { light: "#009e73", dark: "#2fcf9f" },
  { light: "#aa4499", dark: "#dc7ccc" },
];

const otherColours: readonly Colour[] = [
  { light: "#5c6670", dark: "#a3adb8" },
  { light: "#b8860b", dark: "#e0b040" },
  { light: "#56a0c9", dark: "#8ccbec" },
  { light: "#882255", dark: "#d0709f" },
  { light: "#6b8e23", dark: "#a4c95a" },
  { light: "#c26a77", dark: "#ef9aa6" },
  { light: "#4b3f9e", dark: "#9a8ff0" },
  { light: "#44aa99", dark: "#6fd6c5" },
  { light: "#8c6d4f", dark: "#c9a785" },
];

const dashes: readonly (readonly number[])[] = [
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [4, 2],
  [1, 3],
  [10, 4],
];

/** Text, lines and fills that do not stand for a policy. The page replaces them by name on dark screens. */
export const inks = {
  text: { light: "#1f2329", dark: "#e6e9ee" },
  quiet: { light: "#59626d", dark: "#a2abb7" },
  grid: { light: "#dfe3e8", dark: "#343b45" },
  paper: { light: "#ffffff", dark: "#15191f" },
} as const satisfies Record<string, Colour>;

/** The five parts of the latency, in the order of the stack. */
export const partColours: readonly Colour[] = [
  { light: "#a2a9b1", dark: "#7d8793" },
  { light: "#4a90c2", dark: "#5fa8dc" },
  { light: "#b9d7ee", dark: "#2d5675" },
  { light: "#f2b66d", dark: "#a8691d" },
  { light: "#c8601a", dark: "#f08a45" },
  { light: "#9c3d5c", dark: "#d8708f" },
];

/** How many servers help: from none to many. */
export const countColours: readonly Colour[] = [
  { light: "#c9ced4", dark: "#4a525d" },
  { light: "#7fb3d8", dark: "#39739c" },
  { light: "#1f6aa5", dark: "#6bb5ee" },
  { light: "#0b3c63", dark: "#b9dcf7" },
];

export interface PolicyStyle {
  readonly colour: Colour;
  /** Empty for a solid line. */
  readonly dash: readonly number[];
  readonly width: number;
}

/** The style of each policy, the same in every figure. Learned policies: strong colours, solid and thick. */
export function policyStyles(
  policies: readonly Pick<PolicyReport, "name" | "kind">[],
): ReadonlyMap<string, PolicyStyle> {
  const styles = new Map<string, PolicyStyle>();
  let learned = 0;
  let others = 0;
  for (const policy of policies) {
    if (policy.kind === "learned") {
      const colour = learnedColours[learned % learnedColours.length]!;
      styles.set(policy.name, { colour, dash: learned < learnedColours.length ? [] : [6, 2], width: 2.4 });
      learned++;
    } else {
      const colour = otherColours[others % otherColours.length]!;
      styles.set(policy.name, { colour, dash: dashes[others % dashes.length]!, width: 1.5 });
      others++;
    }
  }
  return styles;
}

/** Every colour the page has to swap on dark screens. */
export const allColours: readonly Colour[] = [
  ...learnedColours,
  ...otherColours,
  ...partColours,
  ...countColours,
  ...Object.values(inks),
];
