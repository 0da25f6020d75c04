/** A 4-ary heap. */
import { heapOf } from "./heap-of.mjs";

export const Queue = heapOf(2);
