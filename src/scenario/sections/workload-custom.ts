/** A workload that is read from a table of the user's own. */
import { z } from "zod";
import { customDefaults, sizeUnits, timeUnits } from "../../workload/traces/formats/custom.ts";
import { notNegative, positive, type Report } from "./values.ts";
import { taskFields } from "./workload-fields.ts";

const column = z
  .union([z.string().min(1), z.int().positive()])
  .describe("Name of the column; its number, from 1, in CSV files without a header.");
const timeUnit = z.enum(timeUnits).default("s").describe("Unit of the column.");
const sizeUnit = z.enum(sizeUnits).default("bit").describe("Unit of the column or value.");
const named = z.strictObject({ column });

/** A column, or the same for every task. */
function columnOrValue<Shape extends z.ZodRawShape>(value: z.ZodNumber, shape: Shape) {
  return z.strictObject({
    column: column.optional(),
    value: value.optional().describe("In place of a column: the same for every task."),
    ...shape,
  });
}

const columns = z
  .strictObject({
    arrival: z
      .strictObject({
        column,
        unit: z
          .enum([...timeUnits, "timestamp"])
          .default("s")
          .describe(
            "Unit of the column; timestamp for dates with times, UTC where they name no zone. The first task arrives at 0 s.",
          ),
      })
      .describe("When tasks arrive; rows may stand in any order."),
    work: columnOrValue(positive, {})
      .optional()
      .describe("Work, in units of cyclesPerUnit. Either this, or cpu and duration."),
    cpu: columnOrValue(positive, {})
      .optional()
      .describe("Processors used; the work is cpu · duration [s], in units of cyclesPerUnit."),
    duration: z.strictObject({ column, unit: timeUnit }).optional().describe("How long they were used."),
    input: columnOrValue(notNegative, { unit: sizeUnit }).describe(
      "Size of the input; no task has less than 1e4 bit.",
    ),
    output: columnOrValue(notNegative, { unit: sizeUnit })
      .optional()
      .describe("Size of the result; by the scenario's outputRatio when absent or empty."),
    deadline: z
      .strictObject({ column, unit: timeUnit })
      .optional()
      .describe(
        "Deadline from the task's arrival; the scenario's when absent or empty. timeScale does not change it.",
      ),
    job: named.optional().describe("What tells tasks of one job; each row is a job of its own when absent."),
    user: named.optional().describe("What tells tasks of one user."),
    class: named.optional().describe("Class of the task: any text, numbered by first appearance."),
  })
  .describe("Which column of the table is what.");

const { perJobLimit, timeScale, bitsPerUnit, ...homes } = taskFields;

export const customWorkload = z
  .strictObject({
    kind: z.literal("custom").describe("A table of your own, read from --trace: CSV, JSON or Parquet."),
    columns,
    header: z
      .boolean()
      .default(true)
      .describe("Whether CSV files begin with a line of names; columns have numbers otherwise."),
    delimiter: z
      .string()
      .length(1)
      .optional()
      .describe("Between the fields of CSV files; a comma when absent."),
    ...homes,
    perJobLimit: perJobLimit
      .unwrap()
      .default(customDefaults.perJobLimit)
      .describe(perJobLimit.description ?? ""),
    timeScale: timeScale
      .unwrap()
      .default(customDefaults.timeScale)
      .describe(timeScale.description ?? ""),
    cyclesPerUnit: positive.describe(
      "Work of one in the column of the work, or of one processor in a second [cycles]; 1 when the column is in cycles.",
    ),
    bitsPerUnit: bitsPerUnit
      .unwrap()
      .default(customDefaults.bitsPerUnit)
      .describe("What sizes are multiplied with [1], after their unit."),
  })
  .describe("A trace of any table, with its columns named.");

/** Work is told in one way; numbers stand for columns only where there are no names. */
export function checkCustom(workload: z.output<typeof customWorkload>, report: Report): void {
  const { work, cpu, duration } = workload.columns;
  const path = ["workload", "columns"];
  if (work !== undefined && (cpu !== undefined || duration !== undefined)) {
    report([...path, "work"], "is given beside cpu or duration; leave one of the two out");
  }
  if (work === undefined && (cpu === undefined || duration === undefined)) {
    report(path, "tells no work; give work, or both cpu and duration");
  }
  for (const [name, told] of Object.entries(workload.columns)) {
    if (told === undefined) continue;
    if ((told.column === undefined) === (!("value" in told) || told.value === undefined)) {
      report([...path, name], "needs a column or a value, and not both");
    }
    if (workload.header && typeof told.column === "number") {
      report([...path, name, "column"], "is a number; name the column, or set header to false");
    }
  }
}
