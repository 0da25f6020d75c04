/**
 * Rounds shares so that whole numbers of parts fill a resource. A part asks for `κ·a` of a server or link; when
 * `1/(κ·a)` is no whole number, the rest of the resource stays idle while parts wait in line for it.
 */

export type ShareGrid = "continuous" | "packing";

/** The share nearest to `share` (in parts a resource holds) of the form `1/(κ·k)`, k whole, in [shareMin, 1]. */
export function packingShare(share: number, resourceCap: number, shareMin: number): number {
  const most = Math.floor(1 / (resourceCap * shareMin) + 1e-9);
  const least = Math.ceil(1 / resourceCap - 1e-9);
  const parts = Math.round(1 / (resourceCap * share));
  return 1 / (resourceCap * Math.min(most, Math.max(least, parts)));
}
