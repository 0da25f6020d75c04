/** Time, events and memory of a simulation that runs on and on, by looks at it from time to time. */

export class Watch {
  #looks = [];
  /** Live bytes at the first look that counts. */
  #warmBytes = null;
  #startBytes = 0;

  /**
   * @param tasks of the simulation; the first third of them is for the compiler, and for the network to fill
   * @param span tasks of one figure of time
   */
  constructor(tasks, span) {
    this.warm = tasks / 3;
    this.span = span;
  }

  start() {
    this.#startBytes = liveBytes();
  }

  /** @param events none when a simulation of its own has just begun */
  look(tasks, events) {
    if (tasks < this.warm) return;
    this.#warmBytes ??= liveBytes();
    const { user, system } = process.cpuUsage();
    this.#looks.push({
      tasks,
      events,
      processorSeconds: (user + system) / 1e6,
      heapUsed: process.memoryUsage().heapUsed,
    });
  }

  /** What is a task's; of the times, that of the fastest span, of the processor and all threads of the process. */
  figures() {
    const bytes = liveBytes();
    const last = this.#looks.at(-1).tasks;
    const figures = {
      processorSeconds: Number.POSITIVE_INFINITY,
      liveBytes: bytes - this.#startBytes,
      keptBytes: (bytes - this.#warmBytes) / (last - this.#looks[0].tasks),
      garbageBytes: 0,
    };
    let [from] = this.#looks;
    let before = from;
    for (const look of this.#looks) {
      if (look.events === 0) from = look;
      // Less is known when a collection came between; the looks are near to one another.
      else figures.garbageBytes += Math.max(0, look.heapUsed - before.heapUsed);
      before = look;
      const tasks = look.tasks - from.tasks;
      if (tasks < this.span) continue;
      const seconds = (look.processorSeconds - from.processorSeconds) / tasks;
      figures.processorSeconds = Math.min(figures.processorSeconds, seconds);
      figures.events = (look.events - from.events) / tasks;
      from = look;
    }
    figures.garbageBytes /= last - this.#looks[0].tasks;
    return figures;
  }
}

/** What is left of heap and arrays after a collection. */
function liveBytes() {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
