/** A binary heap. */
import { heapOf } from "./heap-of.mjs";

export const Queue = heapOf(1);
