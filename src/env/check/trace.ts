/** What an episode showed, turn by turn, as one number each: two episodes are the same when their traces are. */
export class Trace {
  readonly turns: number[] = [];
  readonly #number = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#number.buffer);
  #hash = 0;

  /** Mixes a number's bits into the present turn. */
  note(value: number): void {
    this.#number[0] = value;
    for (const half of this.#halves) {
      this.#hash = Math.imul(this.#hash ^ half, 0x01000193) ^ (this.#hash >>> 15);
    }
  }

  noteAll(values: ArrayLike<number>, from: number, to: number): void {
    for (let k = from; k < to; k++) this.note(values[k]!);
  }

  /** Ends the present turn. */
  endTurn(): void {
    this.turns.push(this.#hash);
  }

  /** The first turn at which this and `other` differ; −1 when they are the same. */
  differsAt({ turns: other }: Trace): number {
    const most = Math.max(this.turns.length, other.length);
    for (let turn = 0; turn < most; turn++) if (this.turns[turn] !== other[turn]) return turn;
    return -1;
  }
}
