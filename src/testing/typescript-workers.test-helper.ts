/** Lets the processes and threads that a test file's code starts run the TypeScript source as it is. */
import { afterAll, beforeAll } from "vitest";

export function allowTypeScriptWorkers(): void {
  const before = process.env["NODE_OPTIONS"];
  beforeAll(() => {
    const loader = new URL("./register-typescript.mjs", import.meta.url).href;
    process.env["NODE_OPTIONS"] = `${before ?? ""} --import=${loader}`;
  });
  afterAll(() => {
    if (before === undefined) delete process.env["NODE_OPTIONS"];
    else process.env["NODE_OPTIONS"] = before;
  });
}
