/**
 * A learning algorithm small enough to follow by hand: it searches one constant decision by random steps. Its state
 * has everything a real one's has (parameters, a memory that grows, random numbers), so that training loops,
 * checkpoints and experiments can be tested against it in milliseconds.
 */
import type { Learner, LearningAlgorithm } from "../agents/learner.ts";
import { EdgeflockError } from "../core/errors.ts";
import { Rng, type RngState } from "../core/rng.ts";
import { type EpisodeSetup, type Policy, rollout } from "../env/index.ts";
import { summarise } from "../sim/metrics.ts";

export interface FakeConfig {
  readonly episodes: number;
  readonly stepSize: number;
  /** Throws in this episode, counted from 1. */
  readonly failInEpisode: number | null;
  /** Time an episode takes at least [ms], to be interrupted in. */
  readonly episodeMilliseconds: number;
}

const defaults: FakeConfig = { episodes: 6, stepSize: 0.2, failInEpisode: null, episodeMilliseconds: 0 };

export const fakeAlgorithm: LearningAlgorithm = fake("fake", false);
/** The same with a forecaster, whose forecasts it adds to its memory. */
export const fakeForecastingAlgorithm: LearningAlgorithm = fake("fake-tp", true);

export const learningAlgorithms: ReadonlyMap<string, LearningAlgorithm> = new Map(
  [fakeAlgorithm, fakeForecastingAlgorithm].map((algorithm) => [algorithm.name, algorithm]),
);

function fake(name: string, needsForecaster: boolean): LearningAlgorithm {
  return {
    name,
    description: "Random search for one constant decision; for tests.",
    needsForecaster,
    configure(overrides) {
      for (const key of Object.keys(overrides)) {
        if (!(key in defaults)) throw new EdgeflockError("scenario", `training.${name}.${key} is unknown`);
      }
      return { ...defaults, ...overrides };
    },
    async create(config, { seed, forecast }) {
      return new FakeLearner(config as FakeConfig, seed, forecast);
    },
    async loadPolicy(files) {
      const bytes = files.get("policy.json");
      if (bytes === undefined) throw new EdgeflockError("run", "policy.json is missing");
      const shares = JSON.parse(new TextDecoder().decode(bytes)) as number[];
      return constantPolicy(name, () => shares);
    },
    graphs: () => [],
  };
}

class FakeLearner implements Learner {
  decisions = 0;
  readonly #rng: Rng;
  #shares = Float32Array.of(0.5, 0.5, 0.5);
  #memory: number[] = [];

  constructor(
    readonly config: FakeConfig,
    seed: number,
    readonly forecast: ((setup: EpisodeSetup) => Promise<Float32Array>) | null,
  ) {
    this.#rng = Rng.stream(seed, "fake");
  }

  async trainEpisode(setup: EpisodeSetup) {
    const { stepSize, failInEpisode, episodeMilliseconds } = this.config;
    const episode = Math.round(this.decisions / setup.tasks.count) + 1;
    if (episode === failInEpisode) throw new Error(`the fake fails in episode ${episode}`);
    if (episodeMilliseconds > 0) await new Promise((resolve) => setTimeout(resolve, episodeMilliseconds));
    const step = this.#shares.map((share) => Math.min(1, Math.max(0, share + stepSize * this.#rng.normal())));
    const before = await objectiveOf(setup, this.#shares);
    const after = await objectiveOf(setup, step);
    if (after < before) this.#shares = step;
    this.#memory.push(after);
    const forecast = (await this.forecast?.(setup)) ?? [];
    for (const value of forecast.slice(-3)) this.#memory.push(value);
    this.decisions += setup.tasks.count;
    return { objective: after, accepted: after < before ? 1 : 0 };
  }

  async greedyPolicy() {
    const shares = this.#shares.slice();
    return constantPolicy("fake", () => shares);
  }

  snapshot() {
    return {
      json: { rng: this.#rng.state(), decisions: this.decisions },
      arrays: { shares: this.#shares.slice(), memory: Float32Array.from(this.#memory) },
    };
  }

  restore({ json, arrays }: ReturnType<Learner["snapshot"]>) {
    const state = json as { rng: RngState; decisions: number };
    this.#rng.restore(state.rng);
    this.decisions = state.decisions;
    this.#shares = Float32Array.from(arrays["shares"] ?? []);
    this.#memory = Array.from(arrays["memory"] ?? []);
  }

  exportPolicy() {
    return new Map([["policy.json", new TextEncoder().encode(JSON.stringify(Array.from(this.#shares)))]]);
  }

  async release() {}
}

async function objectiveOf(setup: EpisodeSetup, shares: ArrayLike<number>): Promise<number> {
  const { simulator } = await rollout(
    setup,
    constantPolicy("candidate", () => shares),
  );
  return summarise(simulator, setup.cost).objective;
}

/** Offloads to as many neighbours as may help: ratio, compute share, bandwidth share. */
function constantPolicy(name: string, shares: () => ArrayLike<number>): Policy {
  return {
    name,
    information: "local",
    begin() {},
    decide({ local }, decision) {
      const { network, server } = local;
      const [ratio = 0, compute = 1, bandwidth = 1] = Array.from(shares());
      decision.targetCount = Math.min(network.maxTargets, network.degree(server));
      for (let k = 0; k < decision.targetCount; k++) {
        decision.targets[k] = network.linkTo[network.firstLink[server]! + k]!;
      }
      decision.offloadRatio = ratio;
      decision.computeShare = Math.max(network.shareMin, compute);
      decision.bandwidthShare = Math.max(network.shareMin, bandwidth);
    },
  };
}
