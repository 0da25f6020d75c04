/** Tells whoever wants to run a tuning as an experiment which command it is for. */
import { EdgeflockError } from "../../core/errors.ts";
import { isRecord } from "../../core/is-record.ts";

/** @throws EdgeflockError("scenario") when the content of a file is that of a tuning */
export function refuseTuning(path: string, content: unknown): void {
  if (!isRecord(content) || !("search" in content)) return;
  throw new EdgeflockError(
    "scenario",
    `${path}: this is a tuning, not an experiment: it has a field search`,
    `Start it with \`edgeflock tune ${path}\`; docs/tuning.md describes it.`,
  );
}
