/** What queueing theory says of the stations in queueing-cases.test-helper.ts. λ is the rate of arrivals, μ that of one place. */

/** Erlang B: the share of arrivals that `places` without a queue lose, offered `load` = λ/μ (Erlang 1917). */
export function erlangB(places: number, load: number): number {
  let blocked = 1;
  for (let c = 1; c <= places; c++) blocked = (load * blocked) / (c + load * blocked);
  return blocked;
}

/** Erlang C: the share of arrivals that have to wait for one of `places`, in M/M/c. */
export function erlangC(places: number, load: number): number {
  const blocked = erlangB(places, load);
  return blocked / (1 - (load / places) * (1 - blocked));
}

/** P(wait > t) in M/M/c, first come first served; its mean is `erlangC / (cμ − λ)`. */
export function waitTail(places: number, lambda: number, mu: number, t: number): number {
  return erlangC(places, lambda / mu) * Math.exp(-(places * mu - lambda) * t);
}

/** Mean wait in M/G/1 (Pollaczek 1930, Khinchine 1932) of services with the mean and mean square given. */
export function pollaczekKhinchine(lambda: number, mean: number, meanSquare: number): number {
  return (lambda * meanSquare) / (2 * (1 - lambda * mean));
}

/** The share of arrivals that M/M/c/K turns away: `places` and room for `waiting`, from its birth-death chain. */
export function blocking(places: number, waiting: number, load: number): number {
  let weight = 1;
  let sum = 1;
  for (let n = 1; n <= places + waiting; n++) {
    weight *= load / Math.min(n, places);
    sum += weight;
  }
  return weight / sum;
}
