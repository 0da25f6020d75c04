/** The JSON Schema of a scenario file, for editors; shipped as scenarios/scenario.schema.json. */
import { z } from "zod";
import { scenarioFileSchema } from "./schema.ts";

/** Draft 7, which every YAML language server knows. Checks across fields are not part of it. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(scenarioFileSchema, { target: "draft-7", io: "input", reused: "inline" });
}
