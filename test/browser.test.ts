/**
 * The simulator and the synthetic workload in a browser: the built modules as they are, no bundler, and the same
 * numbers as in Node, bit for bit. Skipped, with a message, where there is no Chromium.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { repository } from "./support/process.ts";

interface SimulatedWindow {
  readonly tasks: number;
  readonly summary: string;
  readonly bits: Readonly<Record<string, string>>;
}

const executablePath = "/usr/bin/chromium";
const hasBrowser = existsSync(executablePath);
if (!hasBrowser) console.warn(`browser.test.ts is skipped: there is no ${executablePath}`);

const page = `<!doctype html><title>Edgeflock</title><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "@noble/hashes/": "/node_modules/@noble/hashes/" } }</script>`;

const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".mjs": "text/javascript" };

/** Serves the repository's modules, and nothing but modules, on this machine alone. */
async function serve(requested: string[]) {
  const server = createServer(async ({ url = "/" }, response) => {
    if (url === "/") {
      response.setHeader("Content-Type", "text/html; charset=utf-8").end(page);
      return;
    }
    requested.push(url);
    const type = types[extname(url)];
    const content = type && (await readFile(join(repository, normalize(url))).catch(() => null));
    if (type && content) response.setHeader("Content-Type", type).end(content);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test.skipIf(!hasBrowser)("the simulator gives the same bits in a browser as in Node", async () => {
  const script = "/test/support/simulate-window.mjs";
  const requested: string[] = [];
  const { server, origin } = await serve(requested);
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const tab = await browser.newPage();
    const problems: string[] = [];
    tab.on("pageerror", (error) => problems.push(error.message));
    tab.on("requestfailed", (request) => problems.push(request.url()));
    await tab.goto(origin);
    const there = await tab.evaluate<SimulatedWindow>(
      `import("${script}").then((module) => module.simulateWindow())`,
    );
    const node: { simulateWindow(): SimulatedWindow } = await import(join(repository, script));
    const here = node.simulateWindow();
    expect(problems).toEqual([]);
    expect(here.tasks).toBeGreaterThan(100);
    expect(there.summary).toBe(here.summary);
    // By name: the bits themselves would fill pages.
    const columns = Object.keys(here.bits);
    expect(columns).toContain("latencySeconds");
    expect(columns.filter((name) => there.bits[name] !== here.bits[name])).toEqual([]);
    expect(requested).toContain("/dist/sim/simulator.js");
  } finally {
    await browser.close();
    server.close();
  }
});
