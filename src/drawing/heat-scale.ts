/** Colours from cool to hot, on a logarithmic scale: popularity spans orders of magnitude. */

/** From pale to dark; lightness alone tells the order, so that it can be read without telling hues apart. */
const stops = ["#fdf3d0", "#fdd08a", "#f99a4b", "#e25a2b", "#b01f27", "#6a0f25"].map((colour) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)),
);

export interface HeatScale {
  readonly least: number;
  readonly most: number;
  /** Colour of a heat; of one outside of the scale that of the nearer end. */
  colour(heat: number): string;
  /** Place of a heat on the scale, 0 to 1. */
  place(heat: number): number;
}

/** A scale for these heats, of at least a factor of 4, so that small differences do not look large; 0 is the cool end. */
export function heatScale(heats: readonly number[]): HeatScale {
  const positive = heats.filter((heat) => heat > 0);
  let least = Math.min(...positive, 1);
  let most = Math.max(...positive, 1);
  const stretch = Math.sqrt(Math.max(1, 4 / (most / least)));
  least /= stretch;
  most *= stretch;
  const place = (heat: number) =>
    heat <= least ? 0 : Math.min(1, Math.log(heat / least) / Math.log(most / least));
  return { least, most, place, colour: (heat) => mixed(place(heat)) };
}

function mixed(place: number): string {
  const at = place * (stops.length - 1);
  const below = Math.min(Math.floor(at), stops.length - 2);
  const channels = stops[below]!.map((channel, k) =>
    Math.round(channel + (stops[below + 1]![k]! - channel) * (at - below)),
  );
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
