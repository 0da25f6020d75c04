/** A page in headless Chromium that gets this repository's modules, from this machine and from nowhere else. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { repository } from "./process.ts";

const executablePath = "/usr/bin/chromium";
export const hasBrowser = existsSync(executablePath);

/** What a page without a bundler needs; the package's own entries are those of its package.json. */
async function importMap(): Promise<string> {
  const { exports } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as {
    exports: Record<string, { readonly default?: string }>;
  };
  const own = Object.entries(exports).flatMap(([name, { default: file }]) =>
    file === undefined ? [] : [[join("edgeflock", name), join("/", file)]],
  );
  const imports = {
    ...Object.fromEntries(own),
    "@bufbuild/protobuf": "/node_modules/@bufbuild/protobuf/dist/esm/index.js",
    "@bufbuild/protobuf/codegenv2": "/node_modules/@bufbuild/protobuf/dist/esm/codegenv2/index.js",
    "@noble/hashes/": "/node_modules/@noble/hashes/",
    "onnx-buf": "/node_modules/onnx-buf/dist/onnx_pb.js",
    "onnxruntime-web/wasm": "/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs",
  };
  return JSON.stringify({ imports });
}

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** Serves a page, and the repository's modules and nothing but modules, on the loopback address. */
async function serve(requested: string[]) {
  const page = `<!doctype html><title>Edgeflock</title><link rel="icon" href="data:,">
<script type="importmap">${await importMap()}</script>`;
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

export interface InBrowser<T> {
  readonly result: T;
  /** Paths that the page asked the server for. */
  readonly requested: readonly string[];
  /** Uncaught errors, requests that failed, and requests to other machines, none of which is let through. */
  readonly problems: readonly string[];
}

/** Evaluates an expression in a new page, whose import map knows the package. The result travels as JSON. */
export async function evaluateInBrowser<T>(expression: string): Promise<InBrowser<T>> {
  const requested: string[] = [];
  const problems: string[] = [];
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
    tab.on("pageerror", (error) => problems.push(error.message));
    tab.on("requestfailed", (request) => problems.push(request.url()));
    await tab.route(
      (url) => url.origin !== origin,
      (route) => route.abort(),
    );
    await tab.goto(origin);
    return { result: await tab.evaluate<T>(expression), requested, problems };
  } finally {
    await browser.close();
    server.close();
  }
}
