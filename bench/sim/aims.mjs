/** What the simulator is meant to reach, and whether it did. */

const perSecond = (row) => 1 / row.processorSeconds;
const perEvent = (row) => row.events / row.processorSeconds;
const million = (number) => `${(number / 1e6).toFixed(2)} million tasks/s`;
const percent = (ratio) => `${(100 * ratio).toFixed(0)} %`;

/** Each aim that the rows say something of. */
export function judge(rows) {
  const find = (way, policy, servers) =>
    rows.find((row) => row.way === way && row.policy === policy && row.servers === servers);
  const judged = [];
  const add = (aim, value, least, show) => {
    if (!Number.isNaN(value)) judged.push({ aim, value: show(value), met: value >= least });
  };
  for (const [policy, least] of [
    ["local", 1e6],
    ["split", 5e5],
  ]) {
    for (const [way, name] of [
      ["policy", ""],
      ["table", " from a table"],
    ]) {
      const row = find(way, policy, 3);
      add(
        `${policy}${name}, 3 servers, at least ${million(least)}`,
        row ? perSecond(row) : Number.NaN,
        least,
        million,
      );
    }
  }
  for (const policy of new Set(rows.map((row) => row.policy))) {
    const [small, large] = [find("policy", policy, 3), find("policy", policy, 1000)];
    // With more neighbours least-loaded finds more helpers: it is compared by events.
    const [what, of] = policy === "least-loaded" ? ["events/s", perEvent] : ["tasks/s", perSecond];
    const ratio = small && large ? of(large) / of(small) : Number.NaN;
    add(`${policy}, 1,000 servers, at least 60 % of the ${what} of 3 servers`, ratio, 0.6, percent);
  }
  return judged;
}
