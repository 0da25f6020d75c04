/**
 * The package as a stranger gets it: packed, installed from its tarball into an empty folder, used. Needs the npm
 * registry; skipped, with a message, where it cannot be reached.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository, runCommand } from "./support/process.ts";

const registryReachable = await fetch("https://registry.npmjs.org/commander/latest", {
  signal: AbortSignal.timeout(10_000),
}).then(
  (response) => response.ok,
  () => false,
);
if (!registryReachable) console.warn("package.test.ts is skipped: the npm registry cannot be reached");

const nowhere = "http://127.0.0.1:9";
const folder = mkdtempSync(join(tmpdir(), "edgeflock-package-"));
const source = join(folder, "source");

async function npm(args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<string> {
  const finished = await runCommand("npm", args, { cwd, env });
  expect(finished.exitCode, `npm ${args.join(" ")}\n${finished.stderr}`).toBe(0);
  return finished.stdout;
}

/** Runs the installed command and reads the one object it prints. */
async function edgeflockJson(cwd: string, ...args: string[]): Promise<Record<string, unknown>> {
  const finished = await runCommand("npx", ["--no-install", "edgeflock", ...args, "--json"], { cwd });
  expect(finished.exitCode, finished.stderr).toBe(0);
  return JSON.parse(finished.stdout) as Record<string, unknown>;
}

beforeAll(() => {
  mkdirSync(source);
  // Not packed in place: packing cleans dist/, which other tests run from.
  const files = [
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
  ];
  for (const name of [...files, "src", "bin", "scenarios", "docs"]) {
    cpSync(join(repository, name), join(source, name), { recursive: true });
  }
  symlinkSync(join(repository, "node_modules"), join(source, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!registryReachable)("the packed package", { timeout: 400_000 }, () => {
  let tarball = "";
  beforeAll(async () => {
    await npm(["pack", "--pack-destination", folder], source);
    tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");
  }, 300_000);

  async function install(name: string, env: Record<string, string>): Promise<string> {
    const cwd = join(folder, name);
    mkdirSync(cwd);
    await npm(["install", "--no-audit", "--no-fund", "--prefer-offline", tarball], cwd, env);
    return cwd;
  }

  test("installs and runs with the native engine, and without it on WebAssembly", async () => {
    const cwd = await install("native", { ONNXRUNTIME_NODE_INSTALL: "skip" });
    expect(await edgeflockJson(cwd, "doctor")).toMatchObject({ ok: true, engine: { name: "node" } });
    const simulated = await edgeflockJson(cwd, "simulate", "quickstart", "--policy", "local");
    expect(simulated["tasks"]).toBeGreaterThan(1000);

    const check =
      'import { createSimulator, Network, type Policy } from "edgeflock";\n' +
      'import { type AgentEnvironment, OffloadingEnvironment, VectorEnvironment } from "edgeflock/env";\n' +
      'import { type Forecaster, naiveForecasters } from "edgeflock/forecast";\n' +
      "export const f: typeof createSimulator = createSimulator;\n" +
      "export const names = (n: Network, p: Policy): number => n.serverCount + p.name.length;\n" +
      "export const g: (...a: Parameters<typeof naiveForecasters>) => readonly Forecaster[] = naiveForecasters;\n" +
      "export const e: (...a: ConstructorParameters<typeof OffloadingEnvironment>) => AgentEnvironment =\n" +
      "  (...a) => new VectorEnvironment([new OffloadingEnvironment(...a)]).environments[0]!;\n";
    writeFileSync(join(cwd, "check.mts"), check);
    const flags = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"];
    const types = await runCommand(join(repository, "node_modules/.bin/tsc"), [...flags, "check.mts"], {
      cwd,
    });
    expect(types.stdout).toBe("");

    rmSync(join(cwd, "node_modules/onnxruntime-node"), { recursive: true });
    const doctor = await edgeflockJson(cwd, "doctor");
    expect(doctor).toMatchObject({ ok: true, engine: { name: "web" } });
    expect((doctor["engine"] as { fallbackReason: string }).fallbackReason).toContain("onnxruntime-node");
    expect(await edgeflockJson(cwd, "simulate", "quickstart", "--policy", "local")).toEqual(simulated);
  });

  test("installs where the native engine's install script cannot reach its download", async () => {
    const cwd = await install("cut-off", {
      GLOBAL_AGENT_HTTPS_PROXY: nowhere,
      GLOBAL_AGENT_HTTP_PROXY: nowhere,
    });
    expect(await edgeflockJson(cwd, "doctor")).toMatchObject({ ok: true });
  });

  test("is laid out as publint wants it", async () => {
    const finished = await runCommand(join(repository, "node_modules/.bin/publint"), ["--strict", tarball]);
    expect(finished.exitCode, finished.stdout + finished.stderr).toBe(0);
  });

  test("holds what it needs and nothing else", async () => {
    const [listed] = JSON.parse(await npm(["pack", "--dry-run", "--json", "--ignore-scripts"], source)) as {
      files: { path: string }[];
    }[];
    const paths = listed?.files.map((file) => file.path) ?? [];
    for (const needed of [
      "bin/edgeflock.js",
      "dist/index.js",
      "dist/index.d.ts",
      "LICENSE",
      "scenarios/quickstart.yaml",
    ]) {
      expect(paths).toContain(needed);
    }
    expect(paths.filter((path) => /\.test\.|^src\/|tsbuildinfo|\.csv/.test(path))).toEqual([]);
  });
});

test("the lock file names the packages of every platform, without which npm ci refuses it", () => {
  const { packages } = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  for (const [where, { optionalDependencies }] of Object.entries(packages)) {
    for (const name of Object.keys(optionalDependencies ?? {})) {
      const places = [`${where}/node_modules/${name}`, `node_modules/${name}`];
      expect(
        places.some((place) => place in packages),
        `${name} of ${where}`,
      ).toBe(true);
    }
  }
});

test("npx finds the command in a clone, without any network", { timeout: 300_000 }, async () => {
  const cache = join(folder, "npm-cache");
  const finished = await runCommand("npx", ["edgeflock", "--version"], {
    cwd: source,
    env: { npm_config_cache: cache, npm_config_registry: nowhere },
  });
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(finished.stdout.trim().split("\n").at(-1)).toMatch(/^\d+\.\d+\.\d+$/);
});
