/** The clock of the plain simulator, and what can be reserved in it: a server's compute or a link's bandwidth. */

/** What happens first at one instant: arrivals, then events of parts, then faults and repairs. */
export const rank = { arrival: 0, part: 1, fault: 2 } as const;

interface Event {
  readonly time: number;
  readonly rank: number;
  readonly order: number;
  readonly run: () => void;
}

export class Clock {
  now = 0;
  #events: Event[] = [];
  #scheduled = 0;

  /** Returns a function that calls the event off. */
  schedule(time: number, of: number, run: () => void): () => void {
    const event = { time, rank: of, order: this.#scheduled++, run };
    this.#events.push(event);
    return () => {
      this.#events = this.#events.filter((other) => other !== event);
    };
  }

  /** Runs until nothing but faults is left. `before` is told the time of each event before it happens. */
  run(before: (time: number) => void): void {
    while (this.#events.some((event) => event.rank !== rank.fault)) {
      this.#events.sort((a, b) => a.time - b.time || a.rank - b.rank || a.order - b.order);
      const event = this.#events.shift()!;
      before(event.time);
      this.now = event.time;
      event.run();
    }
  }
}

export interface Request {
  readonly amount: number;
  readonly size: number;
  /** Row of its task, then place of its part in the decision: in this order the losses of one fault are noticed. */
  readonly place: readonly [number, number];
  readonly granted: (waitedSeconds: number) => void;
  readonly done: () => void;
  /** `heldSeconds` is 0 for one that did not run. */
  readonly lost: (heldSeconds: number) => void;
}

interface Hold {
  readonly request: Request;
  readonly since: number;
  readonly callOff: () => void;
}

export class Resource {
  /** Amounts times seconds so far. */
  used = 0;
  #holds: Hold[] = [];
  #waiting: { readonly request: Request; readonly since: number }[] = [];
  /** Faults that are not over. */
  #faults = 0;

  constructor(
    readonly clock: Clock,
    readonly capacity: number,
    readonly waitingLimit: number,
  ) {}

  get isUp(): boolean {
    return this.#faults === 0;
  }

  get free(): number {
    return this.isUp ? this.capacity - this.#holds.reduce((sum, hold) => sum + hold.request.amount, 0) : 0;
  }

  get waitingSize(): number {
    return this.#waiting.reduce((sum, { request }) => sum + request.size, 0);
  }

  /** False when the request is rejected. */
  request(request: Request): boolean {
    const waiting = { request, since: this.clock.now };
    if (!this.isUp) request.lost(0);
    else if (this.#waiting.length === 0 && this.#fits(request)) this.#grant(waiting);
    else if (this.#waiting.length >= this.waitingLimit) return false;
    else this.#waiting.push(waiting);
    return true;
  }

  fail(): void {
    this.#faults++;
    if (this.#faults > 1) return;
    const losses = [
      ...this.#holds.map((hold) => ({ request: hold.request, heldSeconds: this.clock.now - hold.since })),
      ...this.#waiting.map(({ request }) => ({ request, heldSeconds: 0 })),
    ];
    for (const hold of this.#holds) hold.callOff();
    this.#holds = [];
    this.#waiting = [];
    losses.sort((a, b) => a.request.place[0] - b.request.place[0] || a.request.place[1] - b.request.place[1]);
    for (const { request, heldSeconds } of losses) {
      this.used += request.amount * heldSeconds;
      request.lost(heldSeconds);
    }
  }

  repair(): void {
    this.#faults--;
  }

  #fits(request: Request): boolean {
    return this.free >= request.amount * (1 - 1e-9);
  }

  #grant({ request, since }: { readonly request: Request; readonly since: number }): void {
    const callOff = this.clock.schedule(this.clock.now + request.size / request.amount, rank.part, () => {
      this.#holds = this.#holds.filter((other) => other !== hold);
      this.used += request.size;
      while (this.#waiting.length > 0 && this.#fits(this.#waiting[0]!.request)) {
        this.#grant(this.#waiting.shift()!);
      }
      request.done();
    });
    const hold = { request, since: this.clock.now, callOff };
    this.#holds.push(hold);
    request.granted(this.clock.now - since);
  }
}
