/** The nearest neighbours of places on a plane. */
import type { Position } from "./site.ts";

/**
 * Of each place, the `count` nearest other places, nearest first; of equally distant ones the one with the lower number
 * first. All others where there are fewer.
 *
 * From each place a sweep goes along the places sorted by x, in both directions, until x alone is farther than the
 * farthest neighbour kept: some √n places each in a city.
 *
 * @returns one list of place numbers for each place
 */
export function nearestNeighbours(positions: readonly Position[], count: number): number[][] {
  const byX = positions.map((_, place) => place).sort((p, q) => positions[p]![0] - positions[q]![0]);
  const lists = positions.map((): number[] => []);
  const wanted = Math.min(count, positions.length - 1);
  if (wanted === 0) return lists;
  for (const [start, place] of byX.entries()) {
    const [x, y] = positions[place]!;
    const list = lists[place]!;
    const squares: number[] = [];
    /** False when nothing farther out along x can be nearer than what is kept. */
    const visit = (other: number): boolean => {
      const dx = positions[other]![0] - x;
      const full = list.length === wanted;
      if (full && dx * dx > squares[wanted - 1]!) return false;
      const square = dx * dx + (positions[other]![1] - y) ** 2;
      let at = list.length;
      while (at > 0 && (squares[at - 1]! > square || (squares[at - 1] === square && list[at - 1]! > other)))
        at--;
      if (at === wanted) return true;
      list.splice(at, 0, other);
      squares.splice(at, 0, square);
      if (full) {
        list.pop();
        squares.pop();
      }
      return true;
    };
    let left = start - 1;
    let right = start + 1;
    while (left >= 0 || right < byX.length) {
      if (left >= 0) left = visit(byX[left]!) ? left - 1 : -1;
      if (right < byX.length) right = visit(byX[right]!) ? right + 1 : byX.length;
    }
  }
  return lists;
}
