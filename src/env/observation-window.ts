/** An agent's last observations side by side, newest first: what recurrent networks read in place of a state. */
export class ObservationWindow {
  /** `[length, width]`; until there were that many observations, the first one stands in for those before it. */
  readonly values: Float32Array;
  #isEmpty = true;

  constructor(
    readonly width: number,
    readonly length: number,
  ) {
    this.values = new Float32Array(width * length);
  }

  /** Pushes the oldest observation out and lets `write` write the newest. Returns `values`. */
  push(write: (newest: Float32Array) => void): Float32Array {
    const { values, width, length } = this;
    values.copyWithin(width, 0, width * (length - 1));
    write(values.subarray(0, width));
    if (this.#isEmpty) for (let k = 1; k < length; k++) values.copyWithin(k * width, 0, width);
    this.#isEmpty = false;
    return values;
  }
}
