/** What the schemas of experiment and tuning files share. */
import { z } from "zod";

export const distinct = <T>(list: readonly T[]) => new Set(list).size === list.length;
export const twice = "must not name the same twice";

export const shortName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens")
  .optional()
  .describe("Short name; the scenario's when absent.");
