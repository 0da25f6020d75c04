/** One writer a run folder: a second one is told so before it touches anything. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { asOutputError } from "../core/atomic-file.ts";
import { EdgeflockError } from "../core/errors.ts";

/**
 * Takes the folder's `run.lock`. A lock whose process is gone (it was killed) is taken over.
 * @returns gives it back
 * @throws EdgeflockError("run") when a living process of this machine holds it, ("output") when it cannot be written
 */
export async function lockRun(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, "run.lock");
  const own = `${process.pid} ${hostname()}\n`;
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, own, { flag: "wx" });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 0) throw asOutputError(error, path);
    }
    const [pid, host] = (await readFile(path, "utf8").catch(() => "")).trim().split(" ");
    // On a file system that is shared, a process of another machine cannot be asked: the user decides.
    if (host === undefined ? false : host !== hostname() || isAlive(Number(pid))) {
      throw new EdgeflockError(
        "run",
        `${folder} is being written by process ${pid} on ${host}`,
        `Wait for it or stop it; if it is gone, delete ${path}.`,
      );
    }
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  // This process itself holds no lock before it asks for one: the number was used anew.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
