/** What a soak has shown: from what its workers did and how much memory was held, to sentences and a yes or no. */

const MIB = 2 ** 20;
const HOUR = 3600;

/** What the resident set may grow by: heaps that have not been collected yet, and so much for every hour. */
export const allowance = { bytes: 16 * MIB, bytesPerHour: 8 * MIB };

/** Growth over less than this tells how heaps fill, and is not judged. */
const leastSeconds = 10;

/** Least squares: what `y` grows by for each `x`. Zero for fewer than two points. */
export function slopeOf(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  let products = 0;
  let squares = 0;
  for (const { x, y } of points) {
    products += (x - meanX) * (y - meanY);
    squares += (x - meanX) ** 2;
  }
  return squares === 0 ? 0 : products / squares;
}

/**
 * Growth of the resident set after the first third, in which memory is taken that will be used again.
 * @param {{ seconds: number, bytes: number }[]} samples
 */
export function growthOf(samples) {
  const settled = samples.slice(Math.floor(samples.length / 3));
  const first = settled[0]?.seconds ?? 0;
  const seconds = (settled.at(-1)?.seconds ?? 0) - first;
  const bytesPerSecond = slopeOf(settled.map((sample) => ({ x: sample.seconds, y: sample.bytes })));
  const allowed = allowance.bytes + (allowance.bytesPerHour * seconds) / HOUR;
  return { seconds, bytesPerSecond, bytes: bytesPerSecond * seconds, allowed };
}

/**
 * @param {{ name: string, updates: number, sessions: number, checks: number, wrong: string[], failure: string | null }[]} workers
 *   `wrong`: checks that found other bits than a single-threaded run, or numbers that are not finite
 * @param {{ seconds: number, bytes: number }[]} samples
 * @returns {{ isGood: boolean, lines: string[] }}
 */
export function verdictOf(workers, samples) {
  const problems = [];
  const lines = workers.map(({ name, updates, sessions, checks, wrong, failure }) => {
    if (failure !== null) problems.push(`${name}: ${failure}`);
    if (checks === 0) problems.push(`${name}: nothing was checked`);
    problems.push(...wrong.slice(0, 3).map((what) => `${name}: ${what}`));
    const many = `${updates.toLocaleString("en")} updates, ${sessions.toLocaleString("en")} sessions`;
    return `${name}: ${many}; ${checks - wrong.length} of ${checks} checks as in a single-threaded run`;
  });
  const { seconds, bytesPerSecond, bytes, allowed } = growthOf(samples);
  const mib = (value) => `${(value / MIB).toFixed(1)} MiB`;
  const hourly = `rss: ${mib(bytesPerSecond * HOUR)} an hour over ${seconds.toFixed(0)} s`;
  const growth =
    seconds < leastSeconds
      ? `rss: not judged, ${seconds.toFixed(0)} s are too few`
      : `${hourly}, which makes ${mib(bytes)} (allowed: ${mib(allowed)})`;
  if (seconds >= leastSeconds && bytes > allowed) problems.push(growth);
  const isGood = problems.length === 0;
  lines.push(growth, isGood ? "soak: passed" : `soak: FAILED\n  ${problems.join("\n  ")}`);
  return { isGood, lines };
}
