/** When capacity will be free, as one server knows it: its own and that of its links, and that of its neighbours as last reported. */
import type { Network } from "../sim/network.ts";
import { releaseTimesWidth } from "../sim/release-times.ts";
import type { Simulation } from "../sim/simulator.ts";
import type { LocalReleases } from "./policy.ts";

export class ReleaseView implements LocalReleases {
  computeWaitSeconds = 0;
  computeBusySeconds = 0;
  inboundCycles = 0;
  readonly linkWaitSeconds: Float64Array;
  readonly linkBusySeconds: Float64Array;
  readonly peerWaitSeconds: Float64Array;
  readonly peerBusySeconds: Float64Array;
  readonly peerInboundCycles: Float64Array;
  readonly #times = new Float64Array(releaseTimesWidth);

  constructor(
    readonly network: Network,
    readonly server: number,
  ) {
    const column = () => new Float64Array(network.degree(server));
    this.linkWaitSeconds = column();
    this.linkBusySeconds = column();
    this.peerWaitSeconds = column();
    this.peerBusySeconds = column();
    this.peerInboundCycles = column();
  }

  look({
    releaseTimes,
    loadReports,
    nowSeconds,
  }: Pick<Simulation, "releaseTimes" | "loadReports" | "nowSeconds">): void {
    if (releaseTimes === null || loadReports === null)
      throw new Error("the simulator was made without release times, or without load reports");
    const { network, server } = this;
    const times = this.#times;
    const fromNow = (k: number) => Math.max(0, times[k]! - nowSeconds);
    releaseTimes.look(nowSeconds);
    this.inboundCycles = releaseTimes.inboundCycles(server);
    releaseTimes.write(server, times, 0);
    this.computeWaitSeconds = fromNow(0);
    this.computeBusySeconds = fromNow(1);
    for (let k = 0; k < this.linkWaitSeconds.length; k++) {
      const link = network.firstLink[server]! + k;
      releaseTimes.write(network.serverCount + link, times, 0);
      this.linkWaitSeconds[k] = fromNow(0);
      this.linkBusySeconds[k] = fromNow(1);
      const peer = network.linkTo[link]!;
      const delay = network.propagationDelay[link]!;
      loadReports.writeReleaseTimes(peer, delay, nowSeconds, times, 0);
      this.peerWaitSeconds[k] = fromNow(0);
      this.peerBusySeconds[k] = fromNow(1);
      this.peerInboundCycles[k] = loadReports.inboundCycles(peer, delay, nowSeconds);
    }
  }
}
