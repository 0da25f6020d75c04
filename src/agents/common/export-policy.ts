/**
 * A trained policy as files: one ONNX model an agent (measurements in; set values, chosen set and shares out), or one
 * for all where parameters are shared (normalised observations in), and `policy.json`, which says what they expect.
 */
import { localObservationEntries, type ObservationEntry, TargetSets } from "../../env/index.ts";
import {
  compileFunction,
  concat,
  Graph,
  matmul,
  type Program,
  slice,
  type Tensor,
} from "../../graph/index.ts";
import { type TrainingRecord, type ValueFacts, writePolicy } from "../../model-file/index.ts";
import type { Network } from "../../sim/network.ts";
import type { ExportedPolicy } from "../learner.ts";
import { normalised } from "../observations.ts";
import { outputFacts, viewEntries } from "./export-facts.ts";
import type { AgentShape, ShapeConfig } from "./shape.ts";
import type { ShareGrids } from "./share-grid.ts";
import type { GreedyOutputs, Parameters } from "./trained-policy.ts";

/** The settings that files depend on. */
type ExportedConfig = Pick<ShapeConfig, "actorHistory" | "shareParameters">;

/** What is exported of a model. */
interface ExportedModel<C> {
  readonly shareGrids: (config: C) => ShareGrids;
  /** What the output `values` says of each set of helpers. */
  readonly valuesMeaning?: string;
  /** Weights of helpers in the output `shares`, behind the three shares. */
  readonly helperWeights?: number;
  readonly greedy: (observations: Tensor, shape: AgentShape, config: C) => GreedyOutputs;
}

export interface ExportContent<C extends ExportedConfig> {
  readonly algorithm: string;
  readonly model: ExportedModel<C>;
  readonly config: C;
  readonly shape: AgentShape;
  readonly network: Network;
}

/** @param parameters of each agent, or of all, by the names that acting has for them */
export function exportPolicy<C extends ExportedConfig>(
  content: ExportContent<C>,
  parameters: readonly Parameters[],
  training: TrainingRecord | null,
): ExportedPolicy {
  const { algorithm, model, config, shape } = content;
  const { sight, slots, history } = shape.layout.options;
  const shareGrids = model.shareGrids(config);
  const agents = parameters.map((own, m) => {
    const described = config.shareParameters ? sharedAgent(content) : agentOf(content, m);
    const outputs = outputFacts(described.sets, shape.shareMin, shareGrids, model);
    return {
      server: described.server,
      program: described.program,
      parameters: own,
      inputs: [described.input],
      outputs,
      details: {
        /** Entries of the input `observation`, target set k of the output `set`, entries of the output `shares`. */
        observation: described.input.entries.map(({ name }) => name),
        sets: described.sets,
        shares: outputs.at(-1)!.entries.map(({ name }) => name),
      },
    };
  });
  const details = {
    shareGrids,
    peerLoad: sight !== "local",
    // Said only where it differs from what policies were before there was a choice.
    ...(sight === "releases" ? { releaseTimes: true } : {}),
    ...(slots === null ? {} : { slots }),
    ...(history === 1 ? {} : { history }),
    ...(config.shareParameters ? { shared: true } : {}),
  };
  return writePolicy({ algorithm, training, details, agents });
}

interface DescribedAgent {
  readonly server: string;
  readonly program: Program;
  readonly input: ValueFacts;
  /** Each target set as names of servers; null for one that names a neighbour that is not there. */
  readonly sets: readonly (readonly string[] | null)[];
}

function agentOf<C extends ExportedConfig>(content: ExportContent<C>, m: number): DescribedAgent {
  const { network, shape, config } = content;
  const nameOf = (server: number) => network.spec.servers[server]!.name;
  const targetSets = new TargetSets(network, m, shape.layout.view.slots);
  const sets = targetSets.sets.map((_, k) =>
    targetSets.isValid(k) ? targetSets.servers(k).map(nameOf) : null,
  );
  const now = localObservationEntries(network, m, shape.layout.view.options.sight);
  const entries = Array.from({ length: config.actorHistory }, (_, ago) =>
    now.map((entry) => before(entry, ago)),
  );
  const meaning = "what the server measures at the decision";
  return {
    server: nameOf(m),
    program: greedyProgram(content, m),
    input: { name: "observation", meaning, entries: entries.flat() },
    sets,
  };
}

/** An entry of the observation as many decisions ago. */
function before(entry: ObservationEntry, ago: number): ObservationEntry {
  if (ago === 0) return entry;
  const when = `${ago} decision${ago === 1 ? "" : "s"} before`;
  return { ...entry, name: `${entry.name}, ${when}`, meaning: `${entry.meaning}, ${when}` };
}

/**
 * The policy of agent `m`: `observation [1, n]`, in physical units, → `values [1, sets]`, `set [1, sets]` (one-hot, of
 * the greatest value), `shares [1, 3]`. With a history, n is that of as many decisions, newest first.
 */
export function greedyProgram<C extends ExportedConfig>(
  { model, config, shape, network }: ExportContent<C>,
  m: number,
): Program {
  const graph = new Graph();
  const { view } = shape.layout;
  const entries = localObservationEntries(network, m, shape.layout.view.options.sight);
  const measurements = graph.input("observation", [1, view.history * entries.length]);
  const decisions = Array.from({ length: view.history }, (_, k) => {
    const own = slice(measurements, 1, k * entries.length, (k + 1) * entries.length);
    return padded(normalised(own, entries), shape, network, m);
  });
  const observations = decisions.length === 1 ? decisions[0]! : concat(decisions, 1);
  return compileFunction({ ...model.greedy(observations, shape, config) });
}

/** As `AgentView` spreads a local observation over the slots and tells what the server is like. */
function padded(local: Tensor, { layout: { view } }: AgentShape, network: Network, m: number): Tensor {
  if (view.presenceAt === null) return local;
  const { graph } = local;
  const places = view.places(network.degree(m));
  const spread = new Float32Array(places.length * view.local);
  for (const [from, to] of places.entries()) spread[from * view.local + to] = 1;
  const features = view.features(network, m);
  return concat(
    [
      matmul(local, graph.constant(spread, [places.length, view.local])),
      graph.constant(features, [1, features.length]),
    ],
    1,
  );
}

function sharedAgent<C extends ExportedConfig>({ model, config, shape }: ExportContent<C>): DescribedAgent {
  const graph = new Graph();
  const { view } = shape.layout;
  const observations = graph.input("observation", [1, view.size]);
  const slotName = (slot: number) => `neighbour ${slot + 1}`;
  return {
    server: "every server",
    program: compileFunction({ ...model.greedy(observations, shape, config) }),
    input: {
      name: "observation",
      meaning: "what the server sees at the decision, normalised",
      entries: viewEntries(view),
    },
    sets: shape.sets.map((set) => set.map(slotName)),
  };
}
