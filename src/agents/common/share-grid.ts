/**
 * Rounds shares so that parts fill a resource. A part holds `κ·a` of a server or link; when what is left over fits no
 * waiting part, it stays idle while they wait in line for it. A part that is half as large as another fits twice where
 * that one fits once, so that shares from `largest`, `largest/2`, `largest/4`, … leave the least idle.
 */

/** The greatest share allowed of a resource; null for no rounding. */
export type ShareGrid = number | null;

export interface ShareGrids {
  readonly compute: ShareGrid;
  readonly bandwidth: ShareGrid;
}

/** The share of the grid nearest to `share` by ratio, no less than `shareMin`. */
export function roundShare(share: number, largest: ShareGrid, shareMin: number): number {
  if (largest === null) return share;
  const halvings = Math.round(Math.log2(largest / share));
  const most = Math.floor(Math.log2(largest / shareMin));
  return largest / 2 ** Math.min(most, Math.max(0, halvings));
}
