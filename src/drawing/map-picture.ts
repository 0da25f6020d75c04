/** What a map of servers shows, before it is laid out. */

export interface MapPlace {
  readonly name: string;
  /** Where it stands [m], x to the east, y to the north; absent where places are not known. */
  readonly position?: readonly [x: number, y: number];
  /** Drawn as its size: the area of its disc goes with it. Above 0. */
  readonly capacity: number;
  /** Drawn as its colour: its part of all the tasks, times the number of places; 1 is an even part. Not negative. */
  readonly heat: number;
}

export interface MapPicture {
  readonly title: string;
  readonly subtitle: string;
  readonly places: readonly MapPlace[];
  /** Directed links between places, by their numbers. */
  readonly links: readonly (readonly [from: number, to: number])[];
  /** Lines for the legend, such as how many servers there are. */
  readonly facts: readonly string[];
  /** A capacity as text, e.g. "8 Gcycle/s". */
  readonly capacityText: (capacity: number) => string;
}
