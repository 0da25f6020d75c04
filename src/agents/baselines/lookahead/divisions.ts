/**
 * Ways of dividing a task among places: its home, then some neighbours. A division is the part of each place; the parts add
 * up to 1, and no more than `mostHelpers` neighbours have one.
 */
export type Division = readonly number[];

export interface DivisionRules {
  /** Neighbours among the places. */
  readonly neighbours: number;
  readonly mostHelpers: number;
  /** With `"equal"` all helpers have equal parts. */
  readonly split: "equal" | "weighted";
}

/** Every division whose parts (with `"equal"`: whose offload ratio) are multiples of `1/steps`; all at home first. */
export function latticeOf({ neighbours, mostHelpers, split }: DivisionRules, steps: number): Division[] {
  const divisions: Division[] = [];
  const add = (helpers: readonly number[], left: number, from: number) => {
    const count = helpers.filter((part) => part > 0).length;
    if (split === "weighted" || count === 0) {
      divisions.push([left / steps, ...helpers.map((part) => part / steps)]);
    } else {
      for (let out = 1; out <= steps; out++) {
        const each = out / steps / count;
        divisions.push([1 - out / steps, ...helpers.map((part) => (part > 0 ? each : 0))]);
      }
    }
    if (count === mostHelpers) return;
    for (let k = from; k < neighbours; k++) {
      for (let part = 1; part <= (split === "weighted" ? left : 1); part++) {
        add(helpers.with(k, part), left - part, k + 1);
      }
    }
  };
  add(Array<number>(neighbours).fill(0), steps, 0);
  return divisions;
}

/** The divisions next to one: `step` of the task moves from one place that has a part to another that has one, or to home. */
export function nearbyDivisions(division: Division, split: "equal" | "weighted", step: number): Division[] {
  const used = division.flatMap((part, place) => (part > 0 || place === 0 ? [place] : []));
  const moves: Division[] = [];
  if (split === "equal") {
    const helpers = used.slice(1);
    for (const move of helpers.length === 0 ? [] : [step, -step]) {
      const out = Math.min(1, Math.max(0, 1 - division[0]! + move));
      moves.push(
        division.map((_, place) =>
          place === 0 ? 1 - out : helpers.includes(place) ? out / helpers.length : 0,
        ),
      );
    }
    return moves;
  }
  for (const from of used) {
    const moved = Math.min(step, division[from]!);
    if (moved === 0) continue;
    for (const to of used) {
      if (to !== from)
        moves.push(division.with(from, division[from]! - moved).with(to, division[to]! + moved));
    }
  }
  return moves;
}
