/** The peer's figures: runs torch_peer.py, unchanged, with one thread and the BLAS kernels that fit the processor. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Prints the versions of PyTorch and of the OpenBLAS it uses, and the processor whose kernels that picked. */
const PROBE = `
import ctypes, json, numpy, torch
libraries = sorted({line.split()[-1] for line in open("/proc/self/maps") if "blas" in line})
blas = set()
for path in libraries:
    library = ctypes.CDLL(path)
    if hasattr(library, "openblas_get_config"):
        for f in (library.openblas_get_config, library.openblas_get_corename):
            f.restype = ctypes.c_char_p
        version = " ".join(library.openblas_get_config().decode().split()[:2])
        blas.add(f"{version} ({library.openblas_get_corename().decode()})")
print(json.dumps({"torch": torch.__version__, "blas": ", ".join(sorted(blas) or libraries) or "unknown"}))`;

/** @returns its versions, or the reason why there will be no figures of it */
export function findPeer({ script, python }) {
  if (!existsSync(script)) return { missing: `there is no ${script} (name it with --peer)` };
  // As the peer starts itself: OpenBLAS looks at the processor, not at the environment.
  const { OPENBLAS_CORETYPE: _, ...env } = process.env;
  const { error, status, stdout, stderr } = spawnSync(python, ["-c", PROBE], { encoding: "utf8", env });
  if (error !== undefined) return { missing: `${python} does not start: ${error.message}` };
  if (status !== 0) return { missing: `${python} has no torch: ${stderr.trim().split("\n").at(-1)}` };
  return { script, python, versions: JSON.parse(stdout) };
}

/** @returns microseconds of `plain` and `strong` by case, as `keyOf` names them */
export async function measurePeer({ script, python }, sizes, onStart) {
  const options = Object.entries(sizes).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const fixed = ["--impl", "plain,strong", "--threads", "1", "--blas-core", "auto"];
  // A process group of its own: the script starts another process, and both have to end with us.
  const child = spawn(python, [script, ...options, ...fixed], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onStart(child);
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) console.error(`${script} ended with ${code}: some of its figures are missing.`);
  const figures = new Map();
  for (const line of text.split("\n").filter((line) => line.endsWith("}"))) {
    const { case: name, impl, agents, hidden, batch, us_per_update: microseconds } = JSON.parse(line);
    const key = keyOf({ name, agents, hidden, batch });
    figures.set(key, { ...figures.get(key), [impl]: microseconds });
  }
  return figures;
}

export const keyOf = ({ name, agents, hidden, batch }) => `${name} ${agents} ${hidden}/${batch}`;
