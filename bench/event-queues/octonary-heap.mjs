/** An 8-ary heap. */
import { heapOf } from "./heap-of.mjs";

export const Queue = heapOf(3);
