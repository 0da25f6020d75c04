/** What a picture of a directed graph shows: nodes in groups, and edges. Knows nothing of what the graph is about. */

export interface PictureNode {
  readonly id: string;
  /** One of the picture's kinds. */
  readonly kind: string;
  /** One of the picture's groups. */
  readonly group: string;
  readonly title: string;
  /** A number or a short word in the other corner; may be empty. */
  readonly tag: string;
  /** Smaller lines below the title. */
  readonly lines: readonly string[];
  /** What stands for the node in other groups, in a few words; the tag is put beside it. */
  readonly reference: string;
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
}

export interface PictureKind {
  readonly id: string;
  readonly label: string;
  readonly fill: string;
  readonly stroke: string;
  readonly text: string;
}

export interface PictureGroup {
  readonly id: string;
  readonly title: string;
}

export interface GraphPicture {
  readonly title: string;
  readonly subtitle: string;
  readonly kinds: readonly PictureKind[];
  /** In the order in which they are drawn. */
  readonly groups: readonly PictureGroup[];
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}
