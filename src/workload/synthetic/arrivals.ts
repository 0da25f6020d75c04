/** Arrivals without what they ask for: the half of a generator that differs between generators. */
import type { GeneratedTask, Generator } from "./generator.ts";
import type { Requests } from "./requests.ts";

/** Tasks that arrive at one instant and have one home. */
export interface Arrival {
  seconds: number;
  /** Jobs are numbered from 0 by their first task. */
  job: number;
  /** The server that the job is bound to; −1 where the salt draws it. */
  home: number;
  /** How many they are; 0 for as many as a job has by `requests`, which then all ask for the same. */
  tasks: number;
}

export interface Arrivals {
  /** Overwrites `arrival` with the next, in order of time. There is always a next. */
  next(arrival: Arrival): void;
}

/** Tasks that come when `arrivals` says and ask for what `requests` says, until the time is over. */
export class ArrivalGenerator implements Generator {
  readonly beyondJobLimit = 0;
  readonly #arrivals: Arrivals;
  readonly #requests: Requests;
  readonly #durationSeconds: number;
  readonly #arrival: Arrival = { seconds: 0, job: 0, home: -1, tasks: 0 };
  /** Of the arrival: tasks to come, and whether each asks for something else. */
  #left = 0;
  #each = false;

  constructor(arrivals: Arrivals, requests: Requests, durationSeconds: number) {
    this.#arrivals = arrivals;
    this.#requests = requests;
    this.#durationSeconds = durationSeconds;
  }

  next(task: GeneratedTask): boolean {
    const arrival = this.#arrival;
    let draw = this.#each;
    if (this.#left === 0) {
      if (!(arrival.seconds < this.#durationSeconds)) return false;
      this.#arrivals.next(arrival);
      if (!(arrival.seconds < this.#durationSeconds)) return false;
      this.#each = arrival.tasks > 0;
      this.#left = this.#each ? arrival.tasks : this.#requests.tasks();
      draw = true;
    }
    this.#left--;
    task.arrivalSeconds = arrival.seconds;
    task.job = arrival.job;
    task.home = arrival.home;
    if (draw) this.#requests.draw(task);
    return true;
  }
}
