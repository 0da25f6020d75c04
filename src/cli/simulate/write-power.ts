/** What `simulate` writes of the power over time: a table, a picture. */
import { writeFileAtomic } from "../../core/atomic-file.ts";
import type { Scenario } from "../../scenario/index.ts";
import type { Simulation } from "../../sim/simulator.ts";
import { writePicture } from "../picture-file.ts";
import type { SimulateOptions } from "./options.ts";
import { powerCsv } from "./power-csv.ts";

/** @param simulation run to its end, with `powerBinSeconds` if anything is to be written */
export async function writePower(
  options: SimulateOptions,
  scenario: Scenario,
  simulation: Simulation,
): Promise<void> {
  if (options.powerCsv !== undefined) await writeFileAtomic(options.powerCsv, powerCsv(simulation));
  if (options.powerFigure === undefined) return;
  const { powerFigure } = await import("../../experiments/power-figure.ts");
  const { renderFigure } = await import("../../experiments/report/render-figure.ts");
  const figure = powerFigure(simulation, `Power on ${scenario.name}, window ${options.window}`);
  await writePicture(options.powerFigure, await renderFigure(figure));
}
