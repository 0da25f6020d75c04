/** Numbers as people read them. Figures' data and CSV files keep all digits instead. */

/** The sign used in text and tables. */
const minus = "\u2212";

/** `value` with `decimals` places, thousands set apart, and a proper minus sign. */
export function formatFixed(value: number, decimals: number): string {
  const [whole = "", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  const digits = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(digits) ? minus + digits : digits;
}

/** Decimals that give the largest of `values` four significant digits; at most six. */
export function decimalsFor(values: readonly number[]): number {
  const largest = Math.max(...values.map(Math.abs));
  if (!(largest > 0)) return 0;
  return Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(largest))));
}

/** One number by itself, with four significant digits. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) ? formatFixed(value, 0) : formatFixed(value, decimalsFor([value]));
}

/** A relative difference with its sign: 0.031 → "+3.1 %". */
export function formatChange(fraction: number): string {
  const text = formatFixed(fraction * 100, Math.abs(fraction) < 0.0995 ? 1 : 0);
  return `${fraction > 0 && text !== "0.0" ? "+" : ""}${text} %`;
}

/** A p-value: never "0". */
export function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : formatFixed(p, 3);
}

/** A duration in words: "1 h 12 min", "8 min 3 s", "4.2 s". */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${formatFixed(seconds, seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds - 60 * minutes)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "a", "a and b", "a, b and c". */
export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
