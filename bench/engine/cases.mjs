/**
 * The cases, in groups. A group is what is measured in one go, the peer's figures and ours, so that both see the machine
 * in the same state. Names, agents, hidden and batch are those of the peer's output.
 */
import { actors, paperActors } from "./acting.mjs";
import { ctoUpdate } from "./cto.mjs";
import { dqn } from "./dqn.mjs";
import { maddpgAll, maddpgOne } from "./maddpg.mjs";
import { transformerStep } from "./transformer.mjs";

const everySize = { agents: [3, 10, 50], hidden: [64, 128, 256], batch: [64, 128, 256] };

/**
 * @param cases which: "one", "all", "dqn", "act", "transformer", "cto"
 * @param quick hidden layers as wide as the batch, 3 and 10 agents
 * @param sizes `agents`, `hidden`, `batch`: others than every size
 */
export function groupsOf({ cases, quick, ...sizes }) {
  const { agents, hidden, batch } = { ...everySize, ...(quick && { agents: [3, 10] }), ...sizes };
  const every = hidden.flatMap((width) => batch.map((rows) => ({ hidden: width, batch: rows })));
  const shapes = quick ? every.filter((shape) => shape.hidden === shape.batch) : every;
  const groups = [
    ...agents.flatMap((count) => shapes.map((shape) => maddpg(count, shape, cases))),
    ...shapes.map((shape) => ({
      kinds: ["dqn"],
      name: `dqn ${shape.hidden}/${shape.batch}`,
      peer: { cases: "dqn", ...shape },
      cases: [{ name: "dqn", agents: 1, ...shape, tries: unrolled(8), make: () => dqn(shape) }],
    })),
    {
      kinds: ["act"],
      name: "act",
      peer: { cases: "act", hidden: hidden.join(",") },
      cases: [...actors(hidden), ...paperActors],
    },
    {
      kinds: ["transformer"],
      name: "transformer",
      peer: { cases: "transformer" },
      cases: [0, 0.1].map(transformer),
    },
    { kinds: ["cto"], name: "cto", cases: [{ name: "cto", agents: 1, tries: unrolled(4), make: ctoUpdate }] },
  ];
  return groups.filter(({ kinds }) => kinds.some((kind) => cases.includes(kind)));
}

function maddpg(agents, shape, cases) {
  const size = { agents, ...shape };
  const groupSizes = agents > 10 ? [5, 10] : [1, agents];
  const one = { name: "maddpg_one", tries: unrolled(8), make: () => maddpgOne(size) };
  const all = {
    name: "maddpg_all",
    // One minibatch a call with the groups that are the default.
    tries: [{ updates: 1 }, ...groupSizes.map((groupSize) => ({ updates: 8, groupSize }))],
    make: ({ groupSize }) => maddpgAll({ ...size, groupSize }),
  };
  const measured = [...(cases.includes("one") ? [one] : []), ...(cases.includes("all") ? [all] : [])];
  return {
    kinds: ["one", "all"],
    name: `maddpg ${agents} ${shape.hidden}/${shape.batch}`,
    // The peer measures all agents only after one of them.
    peer: { cases: cases.includes("all") ? "one,all" : "one", ...size },
    cases: measured.map((each) => ({ ...each, ...size })),
  };
}

function transformer(dropout) {
  return {
    name: `transformer_drop${dropout}`,
    ...{ agents: 1, hidden: 64, batch: 64 },
    tries: unrolled(4),
    make: () => transformerStep({ dropout }),
  };
}

/** One minibatch a call, and several. */
const unrolled = (...counts) => [1, ...counts].map((updates) => ({ updates }));
