/** What generated tasks ask for, and whose they are: drawn for each job. */
import { Rng } from "../../core/rng.ts";
import { type Amount, amountDraw, indexDraw } from "./amount.ts";
import { type Count, countDraw } from "./count.ts";
import type { GeneratedTask } from "./generator.ts";

export interface RequestOptions {
  /** Work of a task [cycles]. */
  readonly work: Amount;
  /** Input of a task [bit]. */
  readonly input: Amount;
  /** From arrival [s]; none when absent. */
  readonly deadline?: Amount | undefined;
  /** Jobs belong to users by Zipf's law: the user of rank r has them in proportion to r^-zipf. */
  readonly users: { readonly count: number; readonly zipf: number };
  /** Chance that a user's next job asks for what the last one asked for. */
  readonly stickiness: number;
  /** Share of the jobs in each scheduling class, from 0 on; no class when absent. */
  readonly classes?: readonly number[] | undefined;
  /** Tasks of a job, which arrive at one instant and ask for the same. */
  readonly tasksPerJob: Count;
}

interface Request {
  readonly cycles: number;
  readonly inputBits: number;
  readonly deadlineSeconds: number;
  readonly schedulingClass: number;
}

type Draw = () => number;

export class Requests {
  readonly #user: Draw;
  readonly #cycles: Draw;
  readonly #inputBits: Draw;
  readonly #deadlineSeconds: Draw;
  readonly #schedulingClass: Draw;
  readonly #tasks: Draw;
  readonly #sticks: Rng;
  readonly #stickiness: number;
  /** By user; as many as there are users at most. */
  readonly #last = new Map<number, Request>();

  /** @param generator names the random streams */
  constructor(options: RequestOptions, seed: number, generator: string) {
    const { users, classes, deadline } = options;
    const drawing = (draw: (rng: Rng) => number, name: string): Draw => {
      const rng = Rng.stream(seed, `${generator}/${name}`);
      return () => draw(rng);
    };
    const ranks = Array.from({ length: users.count }, (_, rank) => (rank + 1) ** -users.zipf);
    this.#user = users.count === 1 ? () => 0 : drawing(indexDraw(ranks), "users");
    const work = drawing(amountDraw(options.work), "work");
    // A task of no work at all, which an exponential may be once in 2^53 draws, could not be simulated.
    this.#cycles = () => Math.max(work(), Number.MIN_VALUE);
    this.#inputBits = drawing(amountDraw(options.input), "inputs");
    this.#deadlineSeconds =
      deadline === undefined ? () => Number.POSITIVE_INFINITY : drawing(amountDraw(deadline), "deadlines");
    this.#schedulingClass = classes === undefined ? () => -1 : drawing(indexDraw(classes), "classes");
    this.#tasks = drawing(countDraw(options.tasksPerJob), "tasks");
    this.#sticks = Rng.stream(seed, `${generator}/sticks`);
    this.#stickiness = options.stickiness;
  }

  /** Tasks of the next job. */
  tasks(): number {
    return this.#tasks();
  }

  /** Writes whose the next task is and what it asks for. */
  draw(task: GeneratedTask): void {
    const user = this.#user();
    task.user = user;
    if (this.#stickiness === 0) {
      task.cycles = this.#cycles();
      task.inputBits = this.#inputBits();
      task.deadlineSeconds = this.#deadlineSeconds();
      task.schedulingClass = this.#schedulingClass();
      return;
    }
    let request = this.#last.get(user);
    if (request === undefined || this.#sticks.uniform() >= this.#stickiness) {
      request = {
        cycles: this.#cycles(),
        inputBits: this.#inputBits(),
        deadlineSeconds: this.#deadlineSeconds(),
        schedulingClass: this.#schedulingClass(),
      };
      this.#last.set(user, request);
    }
    task.cycles = request.cycles;
    task.inputBits = request.inputBits;
    task.deadlineSeconds = request.deadlineSeconds;
    task.schedulingClass = request.schedulingClass;
  }
}
