/** Turns the text of a scenario file into a scenario, or into one error that names every problem with its line. */
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { nearestName } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";
import { explicitScenario } from "./explicit-scenario.ts";
import { scenarioJsonSchema } from "./json-schema.ts";
import { offsetOf } from "./offset-of.ts";
import { applyChange, changeAt, type ScenarioChange } from "./scenario-change.ts";
import { type Scenario, type ScenarioFile, scenarioSchema } from "./schema.ts";

type Path = readonly PropertyKey[];

/** Something wrong with a scenario whose shape is right. */
export interface ScenarioProblem {
  /** Where in the file, e.g. ["training", "cto", "gamma"]. */
  readonly path: readonly string[];
  /** The field, and what is wrong with it. */
  readonly text: string;
}

/** What those who know more than the file format have to say against a scenario. */
export type ScenarioCheck = (scenario: ScenarioFile) => readonly ScenarioProblem[];

interface Place {
  readonly file: string;
  readonly line: number;
}

interface Problem extends Place {
  readonly text: string;
}

/**
 * A scenario that needs nothing but its file: one that takes its servers from a list of sites is refused.
 *
 * @param text the YAML (or JSON) text
 * @param file its name, for messages
 * @throws EdgeflockError("scenario") with file and line, field, value and what is allowed, for every problem found
 */
export function parseScenario(text: string, file: string): Scenario {
  return explicitScenario(parseScenarioFile(text, file));
}

/**
 * What a scenario file states.
 *
 * @param check a further check, of a scenario that is right in shape
 * @param changes fields set in place of the file's; what is wrong with one is told by the place that states it
 * @throws EdgeflockError("scenario") with file and line, field, value and what is allowed, for every problem found
 */
export function parseScenarioFile(
  text: string,
  file: string,
  check: ScenarioCheck = () => [],
  changes: readonly ScenarioChange[] = [],
): ScenarioFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntaxError] = document.errors; // those after it are often only its consequences
  if (syntaxError !== undefined) {
    const line = lines.linePos(syntaxError.pos[0]).line;
    refuse(
      [{ file, line, text: `not valid YAML: ${syntaxError.message}` }],
      "Check the indentation, the brackets and the quotes around that line.",
    );
  }
  if (document.contents === null) {
    throw new EdgeflockError(
      "scenario",
      `${file}: the file is empty`,
      'Start from a copy of a shipped scenario ("quickstart").',
    );
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EdgeflockError("scenario", `${file}: not valid YAML: ${reason}`, undefined, { cause: error });
  }
  const misplaced = changes.flatMap((change) => {
    const { file: stated, line } = change;
    const wrong = applyChange(value, change);
    return wrong === null ? [] : [{ file: stated, line, text: `${wrong} in ${file}` }];
  });
  if (misplaced.length > 0) refuse(misplaced, schemaHint);
  const parsed = scenarioSchema.safeParse(value, { reportInput: true });
  const placeOf = (path: Path): Place => {
    const { file: stated, line } = changeAt(changes, path) ?? {};
    if (stated !== undefined && line !== undefined) return { file: stated, line };
    return { file, line: lines.linePos(offsetOf(document.contents, path)).line };
  };
  if (parsed.success) {
    const found = check(parsed.data).map(({ path, text: wrong }) => ({ ...placeOf(path), text: wrong }));
    if (found.length > 0) refuse(found, "docs/algorithms/ names every field of `training`.");
    return parsed.data;
  }
  return refuse(
    parsed.error.issues.flatMap((issue) => describe(issue, placeOf)),
    schemaHint,
  );
}

const schemaHint =
  'scenarios/scenario.schema.json describes every field; "edgeflock scenario show quickstart" prints an example.';

function refuse(problems: readonly Problem[], fix: string): never {
  const sorted = [...problems].sort((a, b) => a.line - b.line);
  const texts = sorted.map(({ file, line, text }) => `${file}:${line}: ${text}`);
  const more = texts.length > 1 ? ` (${texts.length} problems in all)\n  ${texts.slice(1).join("\n  ")}` : "";
  throw new EdgeflockError("scenario", `${texts[0]}${more}`, fix);
}

/** One problem for each wrong key or value of an issue. */
function describe(issue: z.core.$ZodIssue, placeOf: (path: Path) => Place): Problem[] {
  const field = fieldName(issue.path);
  const place = placeOf(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => {
        const known = knownKeys(issue.path, issue.input);
        const guess = nearestName(key, known);
        const hint = guess === undefined ? `known are: ${known.join(", ")}` : `did you mean "${guess}"?`;
        return {
          ...placeOf([...issue.path, key]),
          text: `${fieldName([...issue.path, key])} is unknown; ${hint}`,
        };
      });
    case "invalid_type":
      if (issue.input === undefined)
        return [{ ...place, text: `${field} is missing; it must be ${expectedType(issue.expected)}` }];
      return [
        { ...place, text: `${field} is ${shown(issue.input)}; it must be ${expectedType(issue.expected)}` },
      ];
    case "too_small":
      return [{ ...place, text: `${field} is ${shown(issue.input)}; it must be ${bound(issue, "least")}` }];
    case "too_big":
      return [{ ...place, text: `${field} is ${shown(issue.input)}; it must be ${bound(issue, "most")}` }];
    case "invalid_value": {
      const allowed = issue.values.map(String);
      const guess = typeof issue.input === "string" ? nearestName(issue.input, allowed) : undefined;
      const hint = guess === undefined ? "" : ` (did you mean "${guess}"?)`;
      return [{ ...place, text: `${field} is ${shown(issue.input)}; it must be ${oneOf(allowed)}${hint}` }];
    }
    case "invalid_union": {
      if (issue.discriminator !== undefined) return [unknownKind(issue.path, issue.input, place)];
      return [{ ...place, text: `${field} is ${shown(issue.input)}; it must be a number or a name` }];
    }
    case "custom":
      return [{ ...place, text: `${field} ${issue.message}` }];
    default:
      return [{ ...place, text: `${field} is ${shown(issue.input)}; it ${issue.message}` }];
  }
}

function unknownKind(path: Path, input: unknown, place: Place): Problem {
  // The path of a union's issue ends in its discriminator.
  const kinds = branches(schemaAt(path.slice(0, -1))).map((branch) =>
    String(branch.properties?.[String(path.at(-1))]?.const),
  );
  const found = (input as Record<string, unknown> | undefined)?.[String(path.at(-1))] ?? undefined;
  const guess = typeof found === "string" ? nearestName(found, kinds) : undefined;
  const hint = guess === undefined ? "" : ` (did you mean "${guess}"?)`;
  const is = found === undefined ? "missing" : shown(found);
  return { ...place, text: `${fieldName(path)} is ${is}; it must be ${oneOf(kinds)}${hint}` };
}

function bound(
  issue: { origin: string; minimum?: number | bigint; maximum?: number | bigint; inclusive?: boolean },
  which: "least" | "most",
): string {
  const limit = which === "least" ? issue.minimum : issue.maximum;
  if (issue.origin === "array") return `a list of at ${which} ${limit} entries`;
  if (issue.origin === "string") return `a text of at ${which} ${limit} characters`;
  if (issue.inclusive) return `at ${which} ${limit}`;
  return which === "least" ? `above ${limit}` : `below ${limit}`;
}

function expectedType(expected: string): string {
  const names: Record<string, string> = {
    int: "a whole number",
    number: "a finite number",
    string: "a text",
    array: "a list",
    object: "a mapping",
    record: "a mapping",
  };
  return names[expected] ?? expected;
}

function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** `servers[1].capacity`; the whole file when the path is empty. */
function fieldName(path: Path): string {
  let name = "";
  for (const key of path)
    name += typeof key === "number" ? `[${key}]` : name === "" ? String(key) : `.${String(key)}`;
  return name || "the scenario";
}

interface JsonSchema {
  readonly properties?: Record<string, JsonSchema>;
  readonly items?: JsonSchema;
  readonly oneOf?: JsonSchema[];
  readonly anyOf?: JsonSchema[];
  readonly const?: unknown;
  readonly default?: unknown;
}

function branches(schema: JsonSchema | undefined): JsonSchema[] {
  return schema?.oneOf ?? schema?.anyOf ?? (schema === undefined ? [] : [schema]);
}

function schemaAt(path: Path): JsonSchema | undefined {
  let schema: JsonSchema | undefined = scenarioJsonSchema();
  for (const key of path) {
    schema =
      typeof key === "number"
        ? schema?.items
        : branches(schema).find((branch) => branch.properties?.[String(key)])?.properties?.[String(key)];
  }
  return schema;
}

/** The keys that the mapping at `path` may have; of a union, those of the branch that its discriminator names. */
function knownKeys(path: Path, input: unknown): string[] {
  const all = branches(schemaAt(path));
  const ofBranch = (branch: JsonSchema | undefined, name: string) => branch?.properties?.[name];
  const discriminator =
    ["kind", "distribution"].find((name) => ofBranch(all[0], name)?.const !== undefined) ?? "";
  const given = (input as Record<string, unknown> | null)?.[discriminator];
  const kind =
    given ?? all.map((branch) => ofBranch(branch, discriminator)?.default).find((one) => one !== undefined);
  const chosen = all.filter(
    (branch) => kind !== undefined && ofBranch(branch, discriminator)?.const === kind,
  );
  return (chosen.length > 0 ? chosen : all).flatMap((branch) => Object.keys(branch.properties ?? {}));
}

/** `a, b or c`. */
function oneOf(words: readonly unknown[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
