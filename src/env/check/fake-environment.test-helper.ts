/** A small sound environment, in which everything can be broken: two agents in turn, rewards known two turns late. */
import { EdgeflockError } from "../../core/errors.ts";
import { Rng } from "../../core/rng.ts";
import type { AgentEnvironment } from "../agent-environment.ts";
import type { AgentSpaces } from "../spaces.ts";

const entry = (name: string, low: number, high: number | null) => ({
  name,
  meaning: "",
  unit: "",
  low,
  high,
});

export class FakeEnvironment implements AgentEnvironment {
  agents: readonly AgentSpaces[] = ["left", "right"].map((name) => ({
    name,
    observation: { kind: "box", entries: [entry("level", 0, 1), entry("turn", 0, null)] },
    choice: { kind: "discrete", choices: ["nothing", "something", "never"] },
    values: { kind: "box", entries: [entry("share", 0.1, 1)] },
  }));
  agent = -1;
  ending: "terminated" | "truncated" | null = null;
  nowSeconds = 0;
  info = {};
  turn = 0;
  turns = 12;
  level = 0;
  protected rng = Rng.stream(0, "fake");
  /** Of each agent: the number of its decisions, rewards that are still open, rewards that are known. */
  protected decisions = [0, 0];
  protected open: { agent: number; decision: number; reward: number; dueTurn: number }[] = [];
  protected known: { decision: number; reward: number }[][] = [[], []];
  protected sums = [0, 0];

  reset(seed: number): void {
    this.rng = Rng.stream(seed, "fake");
    this.turn = 0;
    this.nowSeconds = 0;
    this.level = 0.5;
    this.decisions = [0, 0];
    this.open = [];
    this.known = [[], []];
    this.sums = [0, 0];
    this.agent = 0;
    this.ending = null;
  }

  observe(out: Float32Array, offset = 0): void {
    out[offset] = this.level;
    out[offset + 1] = this.turn;
  }

  writeChoiceMask(out: Uint8Array, offset = 0): void {
    out.set([1, 1, 0], offset);
  }

  step(choice: number, values: ArrayLike<number>): void {
    if (this.agent < 0) throw new EdgeflockError("value", "nobody's turn");
    if ((choice !== 0 && choice !== 1) || !(values[0]! > 0))
      throw new EdgeflockError("value", "no such action");
    const { agent } = this;
    this.sums[agent] = 0;
    const decision = this.decisions[agent]!++;
    this.open.push({ agent, decision, reward: choice * values[0]!, dueTurn: this.turn + 3 });
    this.move();
  }

  protected move(): void {
    this.turn++;
    this.nowSeconds += this.rng.exponential(1);
    this.level = this.rng.uniform();
    const isOver = this.turn === this.turns;
    for (const { agent, decision, reward } of this.open.filter(
      ({ dueTurn }) => isOver || dueTurn === this.turn,
    )) {
      this.known[agent]!.push({ decision, reward });
      this.sums[agent]! += reward;
    }
    this.open = this.open.filter(({ dueTurn }) => !isOver && dueTurn !== this.turn);
    this.agent = isOver ? -1 : this.rng.integer(2);
    if (isOver) this.ending = "terminated";
  }

  reward(agent: number): number {
    return this.sums[agent]!;
  }

  takeCredits(agent: number, take: (decision: number, reward: number) => void): void {
    for (const { decision, reward } of this.known[agent]!.splice(0)) take(decision, reward);
  }
}
