/**
 * A second simulator of model.md, written to be obviously right and slow: objects, closures, a sorted list of
 * events, and the free amount of a resource summed anew each time. The tests compare the real one with it.
 */
import type { PlainDecision, PlainTask } from "./fixtures.test-helper.ts";
import type { NetworkSpec } from "./network.ts";

export interface OracleOutcome {
  latency: number;
  energy: number;
  uplink: number;
  transfer: number;
  linkWait: number;
  computeWait: number;
  compute: number;
  dropped: boolean;
}

interface Request {
  amount: number;
  size: number;
  start: (waited: number) => void;
  done: () => void;
  askedAt: number;
}

class Clock {
  now = 0;
  #events: { time: number; rank: number; order: number; run: () => void }[] = [];
  #scheduled = 0;

  schedule(time: number, rank: number, run: () => void): void {
    this.#events.push({ time, rank, order: this.#scheduled++, run });
  }

  run(): void {
    while (this.#events.length > 0) {
      this.#events.sort((a, b) => a.time - b.time || a.rank - b.rank || a.order - b.order);
      const event = this.#events.shift()!;
      this.now = event.time;
      event.run();
    }
  }
}

class Resource {
  readonly holders = new Set<Request>();
  readonly waiting: Request[] = [];
  used = 0;

  constructor(
    readonly clock: Clock,
    readonly capacity: number,
    readonly waitingLimit: number,
  ) {}

  /** False when the request is rejected. */
  request(request: Request): boolean {
    if (this.waiting.length === 0 && this.#fits(request)) this.#start(request);
    else if (this.waiting.length >= this.waitingLimit) return false;
    else this.waiting.push(request);
    return true;
  }

  #fits(request: Request): boolean {
    const held = [...this.holders].reduce((sum, holder) => sum + holder.amount, 0);
    return this.capacity - held >= request.amount * (1 - 1e-9);
  }

  #start(request: Request): void {
    this.holders.add(request);
    request.start(this.clock.now - request.askedAt);
    this.clock.schedule(this.clock.now + request.size / request.amount, 1, () => {
      this.holders.delete(request);
      this.used += request.size;
      while (this.waiting.length > 0 && this.#fits(this.waiting[0]!)) this.#start(this.waiting.shift()!);
      request.done();
    });
  }
}

/** Runs all tasks; returns each task's outcome, the order of completion, and the work done at each server. */
export function oracle(
  spec: NetworkSpec,
  tasks: readonly PlainTask[],
  decisions: readonly PlainDecision[],
  split: "equal" | "weighted",
): { outcomes: OracleOutcome[]; completionOrder: number[]; cyclesDone: number[] } {
  const clock = new Clock();
  const compute = spec.servers.map((s) => new Resource(clock, s.capacityCyclesPerSecond, s.queueLimit));
  const links = new Map(
    spec.links.map((link) => [
      `${link.from}>${link.to}`,
      { link, resource: new Resource(clock, link.bandwidthBitsPerSecond, Number.POSITIVE_INFINITY) },
    ]),
  );
  const outcomes: OracleOutcome[] = [];
  const completionOrder: number[] = [];

  for (const [row, task] of tasks.entries()) {
    const arrival = task.arrival ?? 0;
    clock.schedule(arrival, 0, () => arrive(row, task, decisions[row]!, arrival));
  }
  clock.run();
  return { outcomes, completionOrder, cyclesDone: compute.map((resource) => resource.used) };

  function arrive(row: number, task: PlainTask, decision: PlainDecision, arrival: number): void {
    const home = task.home ?? 0;
    const clip = (value: number, least: number) => Math.min(1, Math.max(least, value));
    const computeShare = clip(decision.computeShare ?? 1, spec.shareMin);
    const bandwidthShare = clip(decision.bandwidthShare ?? 1, spec.shareMin);
    const targets = [...(decision.targets ?? [])];
    const x = targets.length === 0 ? 0 : clip(decision.offloadRatio ?? 0, 0);
    const dataX = split === "equal" || decision.dataRatio === undefined ? x : clip(decision.dataRatio, 0);
    const weightOf = (target: number) => {
      if (split === "equal") return 1 / targets.length;
      const weights = targets.map((_, k) => decision.weights?.[k] ?? 1);
      return weights[targets.indexOf(target)]! / weights.reduce((sum, weight) => sum + weight, 0);
    };

    let energy = task.uploadJoules ?? 0;
    let dropped = false;
    const ends: {
      completed: boolean;
      time: number;
      spent: Record<"transfer" | "linkWait" | "computeWait" | "compute", number>;
    }[] = [];
    const run: (() => void)[] = [];
    const cyclesAt = (target: number) => (task.cycles ?? 8) * x * weightOf(target);
    const remote = x === 0 ? [] : targets.filter((target) => cyclesAt(target) > 0).sort((a, b) => a - b);
    if (x < 1) run.push(() => part(home, (1 - x) * (task.cycles ?? 8), null));
    for (const target of remote) {
      run.push(() => part(target, cyclesAt(target), (task.bits ?? 8) * dataX * weightOf(target)));
    }
    for (const start of run) start();

    function part(server: number, cycles: number, bits: number | null): void {
      const spent = { transfer: 0, linkWait: 0, computeWait: 0, compute: 0 };
      if (bits === null) computePart();
      else carry(home, server, bits, computePart);

      function carry(from: number, to: number, size: number, then: () => void): void {
        const { link, resource } = links.get(`${from}>${to}`)!;
        const amount = spec.resourceCap * bandwidthShare * link.bandwidthBitsPerSecond;
        resource.request({
          amount,
          size,
          askedAt: clock.now,
          start: (waited) => {
            spent.linkWait += waited;
            spent.transfer += size / amount + link.propagationDelaySeconds;
            energy += (link.transmitPowerWatts * size) / amount;
          },
          done: () => clock.schedule(clock.now + link.propagationDelaySeconds, 1, then),
        });
      }

      function computePart(): void {
        const amount = spec.resourceCap * computeShare * spec.servers[server]!.capacityCyclesPerSecond;
        const accepted = compute[server]!.request({
          amount,
          size: cycles,
          askedAt: clock.now,
          start: (waited) => {
            spent.computeWait = waited;
            spent.compute = cycles / amount;
            energy += spec.servers[server]!.energyCoefficient * amount ** 2 * cycles;
          },
          done: () => {
            const output = task.outputRatio ?? 0;
            if (bits !== null && output > 0) carry(server, home, bits * output, () => end(true));
            else end(true);
          },
        });
        if (!accepted) {
          dropped = true;
          end(false);
        }
      }

      function end(completed: boolean): void {
        ends.push({ completed, time: clock.now, spent });
        if (ends.length < run.length) return;
        const last = ends.filter((e) => e.completed).at(-1) ?? ends.at(-1)!;
        outcomes[row] = {
          latency: last.time - arrival + (task.upload ?? 0),
          energy,
          uplink: task.upload ?? 0,
          ...last.spent,
          dropped,
        };
        completionOrder.push(row);
      }
    }
  }
}
