/** Kinds of numbers that several sections of a scenario use, and how a section reports what is wrong across its fields. */
import { z } from "zod";

export const positive = z.number().positive();
export const notNegative = z.number().nonnegative();
export const fraction = z.number().min(0).max(1);
export const aboveZeroToOne = z.number().positive().max(1);

/** Adds a problem: where it is in the scenario, and the text that follows the field's name. */
export type Report = (path: (string | number)[], message: string) => void;
