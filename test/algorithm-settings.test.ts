import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { counterfactualPpoConfigSchema } from "../src/agents/counterfactual-ppo/config.ts";
import { ctoConfigSchema } from "../src/agents/cto/config.ts";
import { hybridPpoConfigSchema } from "../src/agents/hybrid-ppo/config.ts";
import { maddpgConfigSchema } from "../src/agents/maddpg/config.ts";
import { madqnConfigSchema } from "../src/agents/madqn/config.ts";

interface Field {
  readonly properties?: Readonly<Record<string, Field>>;
  readonly default?: unknown;
  readonly description?: string;
}

function rows(field: Field, path: string): string[] {
  if (field.properties === undefined) {
    expect(field.description, `${path} has no description`).toBeDefined();
    return [`| \`${path}\` | ${JSON.stringify(field.default)} | ${field.description} |`];
  }
  return Object.entries(field.properties).flatMap(([name, child]) =>
    rows(child, path === "" ? name : `${path}.${name}`),
  );
}

describe.each([
  ["counterfactual-ppo", counterfactualPpoConfigSchema],
  ["cto", ctoConfigSchema],
  ["hybrid-ppo", hybridPpoConfigSchema],
  ["maddpg", maddpgConfigSchema],
  ["madqn", madqnConfigSchema],
])("docs/algorithms/%s.md", (name, schema) => {
  it("lists every setting with its default and meaning, and no other", () => {
    const page = readFileSync(`docs/algorithms/${name}.md`, "utf8").split("\n");
    const listed = page
      .slice(page.indexOf("| setting | default | meaning |") + 2)
      .filter((line) => line !== "");
    expect(listed).toEqual(rows(z.toJSONSchema(schema, { io: "input" }) as Field, ""));
  });
});
