/** How many nodes there are of each op. */
import type { GraphView, NodeKind } from "./graph-view.ts";

export interface OpCount {
  readonly op: string;
  readonly kind: NodeKind;
  readonly count: number;
}

/** Most frequent first. */
export function countNodes({ nodes }: GraphView): OpCount[] {
  const counts = new Map<string, OpCount>();
  for (const { op, kind } of nodes) counts.set(op, { op, kind, count: (counts.get(op)?.count ?? 0) + 1 });
  return [...counts.values()].sort((p, q) => q.count - p.count || (p.op < q.op ? -1 : 1));
}
