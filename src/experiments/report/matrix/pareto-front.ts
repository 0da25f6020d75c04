/** Which of several compromises between two costs nobody improves on. */

/**
 * Whether each is on the front: no other is at most as large in both costs and smaller in one.
 *
 * @param costs pairs of costs, less is better
 */
export function paretoFront(costs: readonly (readonly [number, number])[]): boolean[] {
  return costs.map(
    ([a, b]) => !costs.some(([otherA, otherB]) => otherA <= a && otherB <= b && (otherA < a || otherB < b)),
  );
}
