/** Makes a learning algorithm of a model of the off-policy learner and settings that differ from its defaults. */
import type { z } from "zod";
import { greedyProgram } from "../common/export-policy.ts";
import { loadPolicy } from "../common/load-policy.ts";
import { agentShape } from "../common/shape.ts";
import type { LearningAlgorithm } from "../learner.ts";
import type { OffPolicyConfig } from "./config.ts";
import { OffPolicyLearner } from "./learner.ts";
import type { OffPolicyModel } from "./model.ts";

type Settings = Readonly<Record<string, unknown>>;

export interface OffPolicyDefinition<C extends OffPolicyConfig> {
  readonly name: string;
  readonly description: string;
  readonly needsForecaster: boolean;
  readonly model: OffPolicyModel<C>;
  readonly schema: z.ZodType<C>;
  /** See `configureBy`. */
  readonly configure: (algorithm: string, overrides: Settings) => C;
  /** Where this algorithm departs from the schema's defaults. */
  readonly settings?: Settings;
}

export function defineOffPolicyAlgorithm<C extends OffPolicyConfig>(
  definition: OffPolicyDefinition<C>,
): LearningAlgorithm {
  const { name, description, needsForecaster, model, schema, configure, settings = {} } = definition;
  return {
    name,
    description,
    needsForecaster,
    configure: (overrides) => configure(name, merged(settings, overrides)),
    create: (config, context) => OffPolicyLearner.create(name, model, schema.parse(config), context),
    loadPolicy: (files) => loadPolicy(name, files),
    graphs(given, { network }) {
      const config = schema.parse(given);
      const shape = agentShape(network, config, model.critic(config), needsForecaster);
      return [
        {
          name: "update",
          description: "one learning step: every network, and the soft updates of their targets",
          program: model.update(shape, config),
        },
        ...model.actingGraphs(shape, config),
        {
          name: "policy",
          description: "the exported policy: what acting does, from measurements in physical units",
          program: greedyProgram({ algorithm: name, model, config, shape, network }, 0),
        },
      ];
    },
  };
}

/** `changes` over `settings`, groups of settings merged field by field. */
function merged(settings: Settings, changes: Settings): Settings {
  const result: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(changes)) {
    const previous = result[name];
    result[name] = isGroup(previous) && isGroup(value) ? merged(previous, value) : value;
  }
  return result;
}

function isGroup(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
