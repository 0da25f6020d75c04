/** Where a value stands in a YAML text. */
import { isMap, type Node } from "yaml";

/** Where the value at `path` stands in the text, or its key, or the nearest thing around it that exists. */
export function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(key));
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      const items: unknown = (node as { items?: unknown } | null)?.items;
      node = Array.isArray(items) ? items[Number(key)] : undefined;
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}
