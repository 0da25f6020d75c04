/** What the engine is meant to reach, and whether it did. */

const timesPlain = (row) => row.plain / row.best;
const timesStrong = (row) => row.strong / row.best;
const isSize = (agents, hidden, batch) => (row) =>
  row.agents === agents && row.hidden === hidden && row.batch === batch;
const fasterThanPlain = (factor, name, of, what) => ({
  aim: `${what}: ${factor} times faster than plain`,
  of: (row) => row.name === name && of(row),
  value: timesPlain,
  atLeast: factor,
});

const aims = [
  { aim: "never slower than strong", of: (row) => !row.acts, value: timesStrong, atLeast: 1 },
  fasterThanPlain(4, "dqn", isSize(1, 64, 64), "dqn 64/64"),
  fasterThanPlain(2.5, "dqn", isSize(1, 128, 128), "dqn 128/128"),
  fasterThanPlain(1.4, "dqn", isSize(1, 256, 256), "dqn 256/256"),
  fasterThanPlain(6, "maddpg_all", isSize(3, 64, 64), "maddpg_all 3 64/64"),
  fasterThanPlain(8, "maddpg_all", ({ agents }) => agents === 50, "maddpg_all 50"),
  {
    aim: "one action: at most 12 µs",
    of: (row) => row.acts && row.batch === 1,
    value: ({ best }) => best,
    atMost: 12,
  },
  {
    aim: "an action of 256 at once: at most 1 µs",
    of: (row) => row.batch === 256 && row.acts,
    value: ({ best }) => best,
    atMost: 1,
  },
];

/** Each aim that the rows say something of: in how many cases it is met, the worst of them, and which miss it. */
export function judge(rows) {
  return aims.flatMap(
    ({ aim, of, value, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }) => {
      const shown = rows
        .filter(of)
        .map((row) => ({ row, value: value(row) }))
        .filter((one) => Number.isFinite(one.value));
      if (shown.length === 0) return [];
      const values = shown.map((one) => one.value);
      const missed = shown.filter((one) => one.value < atLeast || one.value > atMost);
      const worst = Number.isFinite(atMost) ? Math.max(...values) : Math.min(...values);
      return [{ aim, cases: shown.length, worst, missed }];
    },
  );
}
