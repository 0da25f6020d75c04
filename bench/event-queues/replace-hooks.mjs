/** Module hooks that put another queue in the place of the simulator's own. */
let replacement;

export function initialize(data) {
  replacement = data;
}

export async function load(url, context, next) {
  if (!url.endsWith("/dist/sim/event-queue.js")) return next(url, context);
  const source = `export { Queue as EventQueue } from ${JSON.stringify(replacement)};`;
  return { format: "module", shortCircuit: true, source };
}
