/**
 * Random waypoint (Johnson and Maltz, 1996; Camp, Boleng and Davies, 2002): a user goes straight to a point drawn from
 * the area at a speed drawn for the way, pauses there, and goes on to the next.
 *
 * Users begin in the stationary regime. One who began at a point drawn from the area with a speed drawn from the range
 * would be faster at first than ever after, because slow ways last longer (Yoon, Liu and Noble, 2003), and nearer to
 * the border. So the first state is drawn as a random instant of an endless walk finds it (Navidi and Camp, 2004).
 * A least speed of 0 has no stationary regime and is refused.
 */
import { EdgeflockError } from "../../core/errors.ts";
import { Rng } from "../../core/rng.ts";
import type { Area, Mobility, Point } from "./mobility.ts";

export interface RandomWaypointOptions {
  readonly userCount: number;
  readonly area: Area;
  /** Least and greatest speed [m/s], the least above 0; drawn uniformly for each way. */
  readonly speedMetresPerSecond: readonly [number, number];
  /** Least and greatest pause [s]; drawn uniformly at each point. */
  readonly pauseSeconds: readonly [number, number];
  readonly seed: number;
}

/** One user: on the way from `from` to `to` between `departure` and `arrival`, there until `next`. */
interface Walker {
  readonly rng: Rng;
  fromX: number;
  fromY: number;
  toX: number;
  toY: number;
  departure: number;
  arrival: number;
  next: number;
}

/**
 * Each user has a random stream of its own, begun when it is first asked for: who else is asked for, and when, changes
 * nobody's way.
 *
 * @throws EdgeflockError("value") on an option out of its domain
 */
export function randomWaypoint(options: RandomWaypointOptions): Mobility {
  check(options);
  const { area, userCount, seed } = options;
  const walkers = new Map<number, Walker>();
  return {
    userCount,
    locate(user, seconds, out) {
      let walker = walkers.get(user);
      if (walker === undefined) {
        walker = stationaryWalker(options, Rng.stream(seed, `users/${user}`));
        walkers.set(user, walker);
      }
      while (seconds >= walker.next) startWay(walker, options);
      pointOnWay(walker, seconds, area, out);
    },
  };
}

/**
 * At time 0, on the way or in a pause as often as time is spent so. Of the ways, long ones are met in proportion to
 * their length and speeds in inverse proportion to themselves; of the pauses, long ones in proportion. Ways are drawn by
 * rejection (accepted by length over the area's diagonal), which makes the mean length, and so a formula for it,
 * needless: the ways' share is offered as if each had the diagonal's length.
 */
function stationaryWalker(options: RandomWaypointOptions, rng: Rng): Walker {
  const { area, pauseSeconds } = options;
  const [slowest, fastest] = options.speedMetresPerSecond;
  const [shortest, longest] = pauseSeconds;
  const diagonal = Math.hypot(area.maxX - area.minX, area.maxY - area.minY);
  const meanInverseSpeed =
    fastest > slowest ? Math.log(fastest / slowest) / (fastest - slowest) : 1 / slowest;
  const wayShare = diagonal * meanInverseSpeed;
  const pauseShare = (shortest + longest) / 2;
  for (;;) {
    const fromX = between(area.minX, area.maxX, rng);
    const fromY = between(area.minY, area.maxY, rng);
    if (rng.uniform() * (wayShare + pauseShare) < pauseShare) {
      const pause = Math.sqrt(between(shortest ** 2, longest ** 2, rng));
      const next = rng.uniform() * pause;
      return { rng, fromX, fromY, toX: fromX, toY: fromY, departure: 0, arrival: 0, next };
    }
    const toX = between(area.minX, area.maxX, rng);
    const toY = between(area.minY, area.maxY, rng);
    const metres = Math.hypot(toX - fromX, toY - fromY);
    if (rng.uniform() * diagonal >= metres) continue;
    const seconds = metres / (slowest * (fastest / slowest) ** rng.uniform());
    const departure = -rng.uniform() * seconds;
    const arrival = departure + seconds;
    const next = arrival + between(shortest, longest, rng);
    return { rng, fromX, fromY, toX, toY, departure, arrival, next };
  }
}

/** The next way and the pause at its end. */
function startWay(walker: Walker, options: RandomWaypointOptions): void {
  const { area, speedMetresPerSecond, pauseSeconds } = options;
  const { rng } = walker;
  walker.fromX = walker.toX;
  walker.fromY = walker.toY;
  walker.toX = between(area.minX, area.maxX, rng);
  walker.toY = between(area.minY, area.maxY, rng);
  const metres = Math.hypot(walker.toX - walker.fromX, walker.toY - walker.fromY);
  walker.departure = walker.next;
  walker.arrival = walker.departure + metres / between(...speedMetresPerSecond, rng);
  walker.next = walker.arrival + between(...pauseSeconds, rng);
}

function pointOnWay(walker: Walker, seconds: number, area: Area, out: Point): void {
  const { fromX, fromY, toX, toY, departure, arrival } = walker;
  if (seconds >= arrival) {
    out.x = toX;
    out.y = toY;
    return;
  }
  const done = (seconds - departure) / (arrival - departure);
  // Rounding may overshoot the border by a hair.
  out.x = Math.min(area.maxX, Math.max(area.minX, fromX + (toX - fromX) * done));
  out.y = Math.min(area.maxY, Math.max(area.minY, fromY + (toY - fromY) * done));
}

function between(least: number, greatest: number, rng: Rng): number {
  return least + (greatest - least) * rng.uniform();
}

function check({ userCount, area, speedMetresPerSecond, pauseSeconds }: RandomWaypointOptions): void {
  const [slowest, fastest] = speedMetresPerSecond;
  const [shortest, longest] = pauseSeconds;
  const refuse = (what: string, fix: string): never => {
    throw new EdgeflockError("value", `random waypoint: ${what}`, fix);
  };
  if (!(Number.isSafeInteger(userCount) && userCount > 0))
    refuse(`userCount is ${userCount}`, "Give 1 or more.");
  if (!(slowest > 0 && fastest >= slowest && fastest < Infinity)) {
    refuse(
      `speeds are ${slowest} to ${fastest} m/s`,
      "The least speed has to be above 0 (with 0 the mean speed falls without end) and not above the greatest.",
    );
  }
  if (!(shortest >= 0 && longest >= shortest && longest < Infinity)) {
    refuse(
      `pauses are ${shortest} to ${longest} s`,
      "Give a least pause of 0 or more, not above the greatest.",
    );
  }
  const extent = Math.hypot(area.maxX - area.minX, area.maxY - area.minY);
  if (!(area.maxX >= area.minX && area.maxY >= area.minY && extent > 0 && extent < Infinity)) {
    refuse(
      `the area reaches from (${area.minX}, ${area.minY}) to (${area.maxX}, ${area.maxY})`,
      "Give an area with room to move in, or a margin above 0 around the sites.",
    );
  }
}
