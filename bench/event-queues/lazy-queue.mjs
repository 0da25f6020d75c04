/** The simulator's own: a lazy queue (Rönngren, Riboe and Ayani 1991). */
export { EventQueue as Queue } from "../../dist/sim/event-queue.js";
