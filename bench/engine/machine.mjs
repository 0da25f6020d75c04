/** Where the figures come from. */
import { availableParallelism, cpus } from "node:os";
import { describeEngine } from "../../dist/runtime/index.js";

export async function describeMachine(peer) {
  const { name, version } = await describeEngine("node");
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    node: process.versions.node,
    engine: `onnxruntime-${name} ${version}`,
    torch: peer.versions?.torch ?? null,
    blas: peer.versions?.blas ?? null,
  };
}
