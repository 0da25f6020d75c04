/** A training state as one file that tells whether it is whole. */
export interface Checkpoint {
  /** Any JSON value. */
  readonly json: unknown;
  readonly arrays: Readonly<Record<string, Float32Array | Uint8Array>>;
}
