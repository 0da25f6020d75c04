/** Refuses a network with a value out of its domain. */
import { EdgeflockError } from "../core/errors.ts";
import type { NetworkSpec } from "./network.ts";

type Domain = "above 0" | "0 or more" | "in (0, 1]" | "a whole number of 0 or more";

const contains: { readonly [D in Domain]: (value: number) => boolean } = {
  "above 0": (value) => value > 0 && value < Number.POSITIVE_INFINITY,
  "0 or more": (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
  "in (0, 1]": (value) => value > 0 && value <= 1,
  "a whole number of 0 or more": (value) => value >= 0 && Number.isInteger(value),
};

/** Throws `EdgeflockError("value")` naming the server or link, the field and the value. */
export function checkNetwork(spec: NetworkSpec): void {
  for (const server of spec.servers) {
    const where = `server ${server.name}`;
    check(where, "capacityCyclesPerSecond", server.capacityCyclesPerSecond, "above 0");
    check(where, "energyCoefficient", server.energyCoefficient, "0 or more");
    check(where, "idlePowerWatts", server.idlePowerWatts, "0 or more");
    if (server.queueLimit !== Number.POSITIVE_INFINITY) {
      check(where, "queueLimit", server.queueLimit, "a whole number of 0 or more");
    }
  }
  for (const link of spec.links) {
    const where = `link ${link.from} → ${link.to}`;
    check(where, "bandwidthBitsPerSecond", link.bandwidthBitsPerSecond, "above 0");
    check(where, "propagationDelaySeconds", link.propagationDelaySeconds, "0 or more");
    check(where, "transmitPowerWatts", link.transmitPowerWatts, "0 or more");
  }
  check("network", "resourceCap", spec.resourceCap, "in (0, 1]");
  check("network", "shareMin", spec.shareMin, "in (0, 1]");
  check("network", "maxTargets", spec.maxTargets, "a whole number of 0 or more");
  if (spec.loadReportSeconds !== undefined) {
    check("network", "loadReportSeconds", spec.loadReportSeconds, "above 0");
  }
}

function check(where: string, field: string, value: number, domain: Domain): void {
  if (contains[domain](value)) return;
  throw new EdgeflockError("value", `${where}: ${field} is ${value}`, `It has to be ${domain}.`);
}
