/** One worker of bench/soak.mjs, as a thread or as a process: it is sent a job, and later, perhaps, `stop`. */
import { isMainThread, parentPort } from "node:worker_threads";
import { work } from "./soak-training.mjs";

let isStopped = false;
const send = (message) => (isMainThread ? process.send(message) : parentPort.postMessage(message));
const receive = (message) => {
  if (message === "stop") isStopped = true;
  else run(message);
};

if (isMainThread) {
  // Ctrl-C reaches the whole process group; the parent tells when to stop.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit());
  process.on("message", receive);
} else {
  parentPort.on("message", receive);
}

async function run(job) {
  const report = (check) => {
    const { heapUsed, rss } = process.memoryUsage();
    send({ ...check, heapBytes: heapUsed, rssBytes: rss });
  };
  await work(job, report, () => isStopped);
  if (isMainThread) process.disconnect();
  else parentPort.close();
}
