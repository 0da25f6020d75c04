/**
 * In a browser, with the built modules as they are and no bundler: the simulator and its environment give the same bits as
 * in Node, and a network learns to the same loss. Skipped, with a message, where there is no Chromium.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluateInBrowser, hasBrowser } from "./support/browser.ts";
import { repository } from "./support/process.ts";

if (!hasBrowser) console.warn("browser.test.ts is skipped: there is no /usr/bin/chromium");

interface SimulatedWindow {
  readonly tasks: number;
  readonly summary: string;
  readonly bits: Readonly<Record<string, string>>;
}

interface PlayedWindow {
  readonly report: { readonly episodes: number; readonly findings: readonly unknown[] };
  readonly seen: string;
}

interface Training {
  readonly engine: { readonly name: string; readonly fallbackReason: string | null };
  readonly losses: readonly number[];
  readonly parameters: readonly number[];
  readonly policy: string;
}

interface TrainingModule {
  trainNetwork(preference: string): Promise<Training>;
  runPolicy(policy: string): Promise<number[]>;
  runSynchronously(parameters: readonly number[]): number[];
}

/** The greatest distance of two numbers at the same place. */
function distance(left: readonly number[], right: readonly number[]): number {
  expect(left.length).toBe(right.length);
  return left.reduce((most, value, at) => Math.max(most, Math.abs(value - right[at]!)), 0);
}

describe.skipIf(!hasBrowser)("in a browser", () => {
  const script = "/test/support/simulate-window.mjs";

  test("the simulator gives the same bits as in Node", async () => {
    const node: { simulateWindow(): SimulatedWindow } = await import(join(repository, script));
    const here = node.simulateWindow();
    const {
      result: there,
      requested,
      problems,
    } = await evaluateInBrowser<SimulatedWindow>(
      `import("${script}").then((module) => module.simulateWindow())`,
    );
    expect(problems).toEqual([]);
    expect(here.tasks).toBeGreaterThan(100);
    expect(there.summary).toBe(here.summary);
    // By name: the bits themselves would fill pages.
    const columns = Object.keys(here.bits);
    expect(columns).toContain("latencySeconds");
    expect(columns.filter((name) => there.bits[name] !== here.bits[name])).toEqual([]);
    expect(requested).toContain("/dist/sim/simulator.js");
  });

  test("an environment is as it is in Node, and nothing is wrong with it", async () => {
    const node: { playWindow(): PlayedWindow } = await import(join(repository, script));
    const here = node.playWindow();
    const { result: there, problems } = await evaluateInBrowser<PlayedWindow>(
      `import("${script}").then((module) => module.playWindow())`,
    );
    expect(problems).toEqual([]);
    expect(here.report).toMatchObject({ episodes: 8, findings: [] });
    expect(there.report).toEqual(here.report);
    // Not as an expected value: the bits themselves would fill pages.
    expect(there.seen === here.seen).toBe(true);
  });

  test("a network learns to the same loss as in Node, and its exported policy answers the same", async () => {
    const script = "/test/support/train-network.mjs";
    const node: TrainingModule = await import(join(repository, script));
    const here = await node.trainNetwork("node");
    const {
      result: there,
      requested,
      problems,
    } = await evaluateInBrowser<Training & { readonly answers: number[]; readonly atOnce: number[] }>(
      `import("${script}").then(async ({ trainNetwork, runPolicy, runSynchronously }) => {
        const trained = await trainNetwork("auto");
        const answers = await runPolicy(trained.policy);
        return { ...trained, answers, atOnce: runSynchronously(trained.parameters) };
      })`,
    );
    expect(problems).toEqual([]);
    expect(here.engine.name).toBe("node");
    expect(there.engine).toMatchObject({ name: "web", fallbackReason: "onnxruntime-node: this is not Node" });
    expect(requested.filter((path) => path.endsWith(".wasm"))).toEqual([
      "/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
    ]);
    expect(requested.filter((path) => path.includes("onnxruntime-node"))).toEqual([]);

    const last = here.losses.at(-1)!;
    expect(here.losses.length).toBe(300);
    expect(last).toBeLessThan(here.losses[0]! / 5);
    expect(Math.abs(there.losses.at(-1)! - last)).toBeLessThan(1e-4);
    expect(distance(there.losses, here.losses)).toBeLessThan(1e-4);
    expect(distance(there.parameters, here.parameters)).toBeLessThan(1e-3);

    // The very policy that the browser exported, run by the native engine, and the same parameters without an engine.
    const answers = await node.runPolicy(there.policy);
    expect(Math.max(...answers) - Math.min(...answers)).toBeGreaterThan(0.1);
    expect(distance(there.answers, answers)).toBeLessThan(1e-5);
    expect(distance(there.atOnce, answers)).toBeLessThan(1e-5);
  });
});
