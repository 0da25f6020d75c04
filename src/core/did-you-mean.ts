/** Suggestions for mistyped names: the known name that was most likely meant. */
import { distance } from "fastest-levenshtein";

/** The candidate nearest to `name` (case ignored), or undefined when none is near enough to be a slip. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const apart = known.startsWith(wanted) && wanted.length >= 3 ? 0.5 : distance(wanted, known);
    if (apart < bestDistance && apart <= Math.max(1, Math.floor(Math.max(wanted.length, known.length) / 3))) {
      best = candidate;
      bestDistance = apart;
    }
  }
  return best;
}

/**
 * What to do about an unknown name: `Did you mean "split"? Known: local, random, split.`
 * @param known sets the word before the list, e.g. "Policies are"
 */
export function didYouMean(name: string, candidates: Iterable<string>, known = "Known:"): string {
  const names = [...candidates];
  const nearest = nearestName(name, names);
  const list = `${known} ${names.join(", ")}.`;
  return nearest === undefined ? list : `Did you mean "${nearest}"? ${list}`;
}
