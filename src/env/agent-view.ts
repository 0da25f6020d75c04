/** Writes what the networks of one agent read, decision by decision, as `ViewLayout` says. */
import type { Network } from "../sim/network.ts";
import { localObservationSize } from "./local-observer.ts";
import { ObservationWindow } from "./observation-window.ts";
import type { LocalView } from "./policy.ts";
import type { ViewLayout } from "./view-layout.ts";

export class AgentView {
  readonly #local: Float32Array;
  readonly #places: Int32Array;
  readonly #features: Float32Array;
  readonly #window: ObservationWindow;

  constructor(
    readonly layout: ViewLayout,
    network: Network,
    server: number,
  ) {
    const degree = network.degree(server);
    this.#local = new Float32Array(localObservationSize(degree, layout.options.sight));
    this.#places = layout.places(degree);
    this.#features = layout.features(network, server);
    this.#window = new ObservationWindow(layout.width, layout.history);
  }

  /** Looks at a decision. Returns `layout.size` floats, which the next look overwrites. */
  look(local: Pick<LocalView, "writeObservation">): Float32Array {
    local.writeObservation(this.#local);
    return this.#window.push((newest) => {
      newest.fill(0);
      for (const [at, place] of this.#places.entries()) newest[place] = this.#local[at]!;
      newest.set(this.#features, this.layout.local);
    });
  }
}
