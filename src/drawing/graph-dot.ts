/** A picture of a graph as text for Graphviz, which lays out graphs of any size. */
import type { GraphPicture } from "./graph-picture.ts";

export function graphDot({ title, subtitle, kinds, groups, nodes, edges }: GraphPicture): string {
  const styles = new Map(kinds.map((kind) => [kind.id, kind]));
  const lines = [
    "digraph {",
    `  label=${quoted(`${title}: ${subtitle}`)}; labelloc=t; rankdir=TB;`,
    '  node [shape=box, style="rounded,filled", fontname="Source Sans 3", fontsize=11, margin="0.08,0.04", height=0.3];',
    '  edge [color="#8a939d", arrowsize=0.6];',
  ];
  for (const [k, group] of groups.entries()) {
    const members = nodes.filter((node) => node.group === group.id);
    if (members.length === 0) continue;
    lines.push(
      `  subgraph cluster_${k} {`,
      `    label=${quoted(group.title)}; style=rounded; color="#d5dae0";`,
    );
    for (const node of members) {
      const { fill = "#ffffff", stroke = "#000000", text = "#000000" } = styles.get(node.kind) ?? {};
      const label = [`${node.title} ${node.tag}`.trim(), ...node.lines].join("\n");
      lines.push(
        `    ${quoted(node.id)} [label=${quoted(label)}, fillcolor="${fill}", color="${stroke}", fontcolor="${text}"];`,
      );
    }
    lines.push("  }");
  }
  for (const { from, to } of edges) lines.push(`  ${quoted(from)} -> ${quoted(to)};`);
  return `${lines.join("\n")}\n}\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
