/** Checks a queue against a sorted list: random pushes and takes in phases of growth and shrinkage, with ties and events before the last one taken. */
import { Rng } from "../../dist/core/rng.js";

/** Throws on the first event that comes out of order. */
export function check(Queue) {
  for (let seed = 0; seed < 60; seed++) checkOnce(Queue, Rng.stream(seed, "check"), seed);
}

function checkOnce(Queue, rng, seed) {
  const queue = new Queue();
  const sorted = [];
  let now = 0;
  let part = 0;
  const free = [];
  const grain = [0, 1, 0.01][seed % 3];
  for (let step = 0; step < 4000; step++) {
    const growing = 0.5 + 0.3 * Math.sin(step / 300);
    if (sorted.length === 0 || rng.uniform() < growing) {
      const scale = [0.01, 1, 1000][rng.integer(seed % 2 === 0 ? 3 : 2)];
      let time = now + rng.exponential(scale) * (rng.uniform() < 0.05 ? -1 : 1);
      if (grain > 0) time = Math.round(time / grain) * grain;
      time = Math.max(0, time);
      const number = free.pop() ?? part++;
      let at = sorted.length;
      while (at > 0 && sorted[at - 1].time > time) at--;
      sorted.splice(at, 0, { time, part: number });
      queue.push(time, number);
    } else {
      const first = sorted.shift();
      if (queue.nextTime !== first.time)
        throw new Error(`seed ${seed}, step ${step}: next is ${queue.nextTime}, not ${first.time}`);
      const got = queue.pop();
      if (got !== first.part) throw new Error(`seed ${seed}, step ${step}: part ${got}, not ${first.part}`);
      now = first.time;
      free.unshift(got);
    }
    if (queue.size !== sorted.length)
      throw new Error(`seed ${seed}, step ${step}: size ${queue.size}, not ${sorted.length}`);
  }
  for (const { time, part: number } of sorted) {
    if (queue.nextTime !== time || queue.pop() !== number) throw new Error(`seed ${seed}: wrong at the end`);
  }
  if (queue.nextTime !== Number.POSITIVE_INFINITY) throw new Error("not empty at the end");
}
