/**
 * A second simulator of model.md, written from its text to be obviously right and slow: objects, closures, a sorted
 * list of events, and the free amount of a resource summed anew each time. The tests compare the real one with it.
 */
import type { FaultyResource } from "./faults.ts";
import type { PlainDecision, PlainTask } from "./fixtures.test-helper.ts";
import { plainParts } from "./oracle-parts.test-helper.ts";
import { Clock, Resource, rank } from "./oracle-resource.test-helper.ts";
import type { OracleOutcome, OracleReport, OracleRun, OracleSight, Use } from "./oracle-run.test-helper.ts";
import type { Scene } from "./scenes.test-helper.ts";

/** Runs all tasks of a scene to completion. */
export function oracle({ spec, tasks, decisions, split, faults }: Scene): OracleRun {
  const clock = new Clock();
  const compute = spec.servers.map((s) => new Resource(clock, s.capacityCyclesPerSecond, s.queueLimit));
  const links = spec.links
    .toSorted((p, q) => p.from - q.from || p.to - q.to)
    .map((link) => ({
      link,
      bandwidth: new Resource(clock, link.bandwidthBitsPerSecond, Number.POSITIVE_INFINITY),
    }));
  const linkBetween = (from: number, to: number) =>
    links.find(({ link }) => link.from === from && link.to === to);
  const outcomes: OracleOutcome[] = [];
  const completionOrder: number[] = [];
  const uses: Use[] = [];
  const sights: OracleSight[] = [];
  const upTimes = compute.map(() => [{ from: 0, to: Number.NaN }]);
  const reports: OracleReport[][] = [];
  const totals = { serverFailures: 0, linkFailures: 0, lostParts: 0, restarts: 0, abandonedParts: 0 };

  for (const [row, task] of tasks.entries()) {
    clock.schedule(task.arrival ?? 0, rank.arrival, () => arrive(row, task, decisions[row] ?? {}));
  }
  for (const { fromSeconds, toSeconds, resource } of faults.outages) {
    clock.schedule(fromSeconds, rank.fault, () => change(resource, false));
    if (toSeconds < Number.POSITIVE_INFINITY) {
      clock.schedule(toSeconds, rank.fault, () => change(resource, true));
    }
  }
  clock.run((time) => {
    while (reports.length * (spec.loadReportSeconds ?? 0.05) <= time) {
      const last = reports.at(-1);
      reports.push(
        compute.map((server, m) =>
          server.isUp ? { freeCompute: server.free, waitingCycles: server.waitingSize } : last![m]!,
        ),
      );
    }
  });
  for (const [m, server] of compute.entries()) if (server.isUp) upTimes[m]!.at(-1)!.to = clock.now;
  return {
    outcomes,
    completionOrder,
    cyclesDone: compute.map(({ used }) => used),
    bitsDone: links.map(({ bandwidth }) => bandwidth.used),
    uses,
    sights,
    reports,
    upTimes,
    totals,
    endSeconds: clock.now,
  };

  function change(which: FaultyResource, up: boolean): void {
    const server = "server" in which ? which.server : null;
    const resource =
      "server" in which ? compute[which.server]! : linkBetween(which.link.from, which.link.to)!.bandwidth;
    const wasUp = resource.isUp;
    if (up) resource.repair();
    else resource.fail();
    if (resource.isUp === wasUp) return;
    // An arrival comes before a fault of the same time.
    const counts = clock.now >= (tasks[0]?.arrival ?? 0);
    if (wasUp && counts && server === null) totals.linkFailures++;
    if (wasUp && counts && server !== null) totals.serverFailures++;
    if (wasUp && server !== null) upTimes[server]!.at(-1)!.to = clock.now;
    if (!wasUp && server !== null) upTimes[server]!.push({ from: clock.now, to: Number.NaN });
  }

  /** Where a part of a task of `home` that was lost at `server` starts again; null: nowhere. */
  function recover(home: number, server: number, returns: boolean): number | null {
    switch (faults.recovery) {
      case "none":
        return null;
      case "home":
        return home;
      case "same":
        return server;
      case "next": {
        const neighbours = links.filter(({ link }) => link.from === home).map(({ link }) => link.to);
        const inOrder = [
          ...neighbours.filter((other) => other > server),
          ...neighbours.filter((other) => other < server),
        ];
        const canHelp = (other: number) =>
          linkBetween(home, other)!.bandwidth.isUp && (!returns || linkBetween(other, home) !== undefined);
        return inOrder.find(canHelp) ?? home;
      }
    }
  }

  function arrive(row: number, task: PlainTask, decision: PlainDecision): void {
    sights.push({
      freeCompute: compute.map(({ free }) => free),
      waitingCycles: compute.map(({ waitingSize }) => waitingSize),
      freeBandwidth: links.map(({ bandwidth }) => bandwidth.free),
      waitingBits: links.map(({ bandwidth }) => bandwidth.waitingSize),
    });
    const arrival = clock.now;
    const home = task.home ?? 0;
    const output = task.outputRatio ?? 0;
    const { parts, computeFraction, bandwidthFraction } = plainParts(spec, task, decision, split);
    const ends: {
      completed: boolean;
      time: number;
      spent: Pick<OracleOutcome, "transfer" | "linkWait" | "computeWait" | "compute" | "recovery">;
    }[] = [];
    let energy = task.uploadJoules ?? 0;
    let restarts = 0;
    for (const [index, part] of parts.entries()) run(index, part);

    function run(index: number, part: { server: number; cycles: number; bits: number }): void {
      let left = faults.maxRestarts;
      attempt(part.server);

      function attempt(server: number): void {
        const spent = {
          transfer: 0,
          linkWait: 0,
          computeWait: 0,
          compute: 0,
          recovery: clock.now - arrival,
        };
        const used: Use[] = [];
        if (server === home) work();
        else carry(home, server, part.bits, work);

        function carry(from: number, to: number, size: number, then: () => void): void {
          const { link, bandwidth } = linkBetween(from, to)!;
          const amount = bandwidthFraction * link.bandwidthBitsPerSecond;
          const send = (seconds: number) => use("link", from, seconds, link.transmitPowerWatts * seconds);
          bandwidth.request({
            amount,
            size,
            place: [row, index],
            granted: (waited) => {
              spent.linkWait += waited;
            },
            done: () => {
              send(size / amount);
              spent.transfer += size / amount + link.propagationDelaySeconds;
              clock.schedule(clock.now + link.propagationDelaySeconds, rank.part, then);
            },
            lost: (held) => {
              send(held);
              lose();
            },
          });
        }

        function work(): void {
          const { capacityCyclesPerSecond, energyCoefficient } = spec.servers[server]!;
          const amount = computeFraction * capacityCyclesPerSecond;
          const power = energyCoefficient * amount ** 3;
          const accepted = compute[server]!.request({
            amount,
            size: part.cycles,
            place: [row, index],
            granted: (waited) => {
              spent.computeWait = waited;
            },
            done: () => {
              spent.compute = part.cycles / amount;
              use("compute", server, spent.compute, power * spent.compute);
              if (server !== home && output > 0) {
                carry(server, home, part.bits * output, () => end(true, spent));
              } else end(true, spent);
            },
            lost: (held) => {
              use("compute", server, held, power * held);
              lose();
            },
          });
          if (!accepted) end(false, spent);
        }

        /** Enters what has just ended. */
        function use(kind: Use["kind"], at: number, seconds: number, joules: number): void {
          energy += joules;
          const one = { kind, server: at, start: clock.now - seconds, seconds, joules, wasted: false };
          used.push(one);
          uses.push(one);
        }

        function lose(): void {
          for (const one of used) one.wasted = true;
          totals.lostParts++;
          clock.schedule(clock.now + faults.detectionSeconds, rank.part, () => {
            const next = left === 0 ? null : recover(home, server, output > 0);
            if (next === null) {
              totals.abandonedParts++;
              end(false, {
                transfer: 0,
                linkWait: 0,
                computeWait: 0,
                compute: 0,
                recovery: clock.now - arrival,
              });
            } else {
              left--;
              restarts++;
              totals.restarts++;
              attempt(next);
            }
          });
        }
      }
    }

    function end(completed: boolean, spent: (typeof ends)[number]["spent"]): void {
      ends.push({ completed, time: clock.now, spent });
      if (ends.length < parts.length) return;
      const last = ends.filter((e) => e.completed).at(-1) ?? ends.at(-1)!;
      const upload = task.upload ?? 0;
      outcomes[row] = {
        latency: last.time - arrival + upload,
        energy,
        uplink: upload,
        ...last.spent,
        restarts,
        dropped: ends.some((e) => !e.completed),
      };
      completionOrder.push(row);
    }
  }
}
