/** Makes up the sites of a city: as dense and as clustered as real ones. */
import { Rng } from "../core/rng.ts";
import { type Position, toDecimetre } from "./site.ts";

/**
 * The process, fitted to the 125 sites of the EUA list (base stations of Optus in the centre of Melbourne): sites that
 * keep apart from one another, as planned cells do, and to some of them one companion close by, as small cells on the
 * next corner. topology.test.ts compares nearest-neighbour distances with the list's.
 */
const eua = {
  /** Sites for a square kilometre. The list's rectangle of 2.0 km × 1.3 km has empty corners. */
  density: 55,
  /** Least distance between two sites [m], and between two that are no companions. */
  apartMetres: 10,
  plannedApartMetres: 50,
  /** Chance that the next site is a companion, and its mean distance beyond the least one [m]. */
  companionChance: 0.35,
  companionMetres: 35,
  /** Width of the city over its height. */
  aspect: 2.0 / 1.3,
};

/**
 * @param count sites, at least 1; the city grows with their number
 * @param density sites for a square kilometre; other densities are the same city on another scale
 * @returns their positions around (0, 0), the same for the same seed
 */
export function generateSites(count: number, density: number, seed: number): Position[] {
  const rng = Rng.stream(seed, "topology/sites");
  const height = Math.sqrt(((count / eua.density) * 1e6) / eua.aspect);
  const width = height * eua.aspect;
  const scale = Math.sqrt(eua.density / density);
  const all = new CellGrid(eua.plannedApartMetres);
  const planned = new CellGrid(eua.plannedApartMetres);
  /** Planned sites that have no companion yet. */
  const alone: Position[] = [];
  while (all.size < count) {
    const chosen =
      alone.length > 0 && rng.uniform() < eua.companionChance ? rng.integer(alone.length) : undefined;
    const at =
      chosen === undefined
        ? ([(rng.uniform() - 0.5) * width, (rng.uniform() - 0.5) * height] as const)
        : beside(alone[chosen]!, rng);
    if (Math.abs(at[0]) > width / 2 || Math.abs(at[1]) > height / 2) continue;
    if (all.holdsWithin(eua.apartMetres, at)) continue;
    if (chosen === undefined) {
      if (planned.holdsWithin(eua.plannedApartMetres, at)) continue;
      planned.add(at);
      alone.push(at);
    } else {
      alone[chosen] = alone.at(-1)!;
      alone.pop();
    }
    all.add(at);
  }
  return all.positions.map(([x, y]) => [toDecimetre(x * scale), toDecimetre(y * scale)]);
}

function beside([x, y]: Position, rng: Rng): Position {
  const metres = eua.apartMetres + rng.exponential(eua.companionMetres);
  const angle = 2 * Math.PI * rng.uniform();
  return [x + metres * Math.cos(angle), y + metres * Math.sin(angle)];
}

/** Positions in square cells, so that looking for near ones does not grow with their number. */
class CellGrid {
  readonly positions: Position[] = [];
  readonly #cells = new Map<string, Position[]>();

  constructor(readonly cellMetres: number) {}

  get size(): number {
    return this.positions.length;
  }

  add(position: Position): void {
    this.positions.push(position);
    const key = this.#key(position[0], position[1]);
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, [position]);
    else cell.push(position);
  }

  /** Whether a position is nearer than `metres`, which is at most a cell's side. */
  holdsWithin(metres: number, [x, y]: Position): boolean {
    for (const dx of [-1, 0, 1]) {
      for (const dy of [-1, 0, 1]) {
        const cell = this.#cells.get(this.#key(x + dx * this.cellMetres, y + dy * this.cellMetres)) ?? [];
        if (cell.some((other) => (other[0] - x) ** 2 + (other[1] - y) ** 2 < metres ** 2)) return true;
      }
    }
    return false;
  }

  #key(x: number, y: number): string {
    return `${Math.floor(x / this.cellMetres)},${Math.floor(y / this.cellMetres)}`;
  }
}
