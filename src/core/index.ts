/** What everything stands on, without what reads and writes files: seeded random streams, errors a user can act on. */
export { EdgeflockError, type ErrorKind, exitCodes } from "./errors.ts";
export { Rng, type RngState } from "./rng.ts";
