/** Whom a server's decisions can matter to. */
import type { Network } from "../sim/network.ts";

/** `server`, its neighbours, and all who have a neighbour among them, ascending: whoever may queue where its tasks do. */
export function nearbyServers(network: Network, server: number): number[] {
  const reached = new Set([server, ...neighboursOf(network, server)]);
  const nearby = new Set(reached);
  for (let m = 0; m < network.serverCount; m++) {
    if (neighboursOf(network, m).some((n) => reached.has(n))) nearby.add(m);
  }
  return [...nearby].sort((a, b) => a - b);
}

function neighboursOf(network: Network, server: number): number[] {
  return [...network.linkTo.subarray(network.firstLink[server]!, network.firstLink[server + 1]!)];
}
