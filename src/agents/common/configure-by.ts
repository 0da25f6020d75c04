/** Settings as users state them, checked by an algorithm's schema. */
import type { z } from "zod";
import { didYouMean } from "../../core/did-you-mean.ts";
import { EdgeflockError } from "../../core/errors.ts";

/**
 * A function that fills in defaults and checks every value.
 * @param page of the docs that lists the settings
 * @returns throws EdgeflockError("scenario") that names the field
 */
export function configureBy<C>(
  schema: z.ZodType<C>,
  page: string,
): (algorithm: string, overrides: Readonly<Record<string, unknown>>) => C {
  return (algorithm, overrides) => {
    const parsed = schema.safeParse(overrides);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.flatMap((issue) => {
      const field = ["training", algorithm, ...issue.path].join(".");
      if (issue.code !== "unrecognized_keys") return [`${field}: ${issue.message}`];
      // Every field has a default: where a key is unknown, those of the defaults are known.
      let known: unknown = schema.parse({});
      for (const key of issue.path) known = (known as Record<PropertyKey, unknown> | null)?.[key];
      return issue.keys.map(
        (key) => `${field}.${key} is unknown. ${didYouMean(key, Object.keys(known ?? {}))}`,
      );
    });
    throw new EdgeflockError("scenario", problems.join("\n"), `See ${page} for every field and its range.`);
  };
}
