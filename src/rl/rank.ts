/** Rank checks for losses and targets: a wrong rank would broadcast into a silently wrong loss. */
import { EdgeflockError } from "../core/errors.ts";
import { formatShape, sameShape, type Tensor } from "../graph/index.ts";

/** Each tensor of `tensors` has `rank` axes (null: any number) and the shape of the others. */
export function checkAlike(
  what: string,
  rank: number | null,
  tensors: Readonly<Record<string, Tensor>>,
): void {
  const entries = Object.entries(tensors);
  const [, first] = entries[0] ?? [];
  if (first === undefined) return;
  const isAlike = entries.every(
    ([, { shape }]) => (rank === null || shape.length === rank) && sameShape(shape, first.shape),
  );
  if (!isAlike) {
    const found = entries.map(([name, { shape }]) => `${name} ${formatShape(shape)}`).join(", ");
    throw new EdgeflockError(
      "graph",
      `${what}: ${found}.`,
      `Give all of them the same shape${rank === null ? "" : `, of rank ${rank}`}.`,
    );
  }
}

/** The vector `vector` has one element for each row of the matrix `matrix`. */
export function checkRows(what: string, vector: Tensor, matrix: Tensor): void {
  if (vector.shape.length !== 1 || matrix.shape.length !== 2 || vector.shape[0] !== matrix.shape[0]) {
    throw new EdgeflockError(
      "graph",
      `${what}: ${formatShape(vector.shape)} and ${formatShape(matrix.shape)}.`,
      "Give it a vector [batch] and a matrix [batch, n].",
    );
  }
}
