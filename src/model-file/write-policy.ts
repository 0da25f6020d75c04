/** Writes the files of a policy: one ONNX model an agent, and `policy.json`, which names and vouches for them. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { encodeOnnx, type Program } from "../graph/index.ts";
import {
  metadataKeys,
  type PolicyFacts,
  policyFormat,
  policyVersion,
  type TrainingRecord,
  type ValueFacts,
} from "./policy-facts.ts";

export interface PolicyAgent {
  readonly server: string;
  /** Evaluates the policy; its states are all in `parameters`. */
  readonly program: Program;
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** Of every input and output of the program. */
  readonly inputs: readonly ValueFacts[];
  readonly outputs: readonly ValueFacts[];
  /** What else `policy.json` says of the agent. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface PolicyContent {
  readonly algorithm: string;
  /** Null where a policy is exported outside a training. */
  readonly training: TrainingRecord | null;
  /** What else `policy.json` says. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly agents: readonly PolicyAgent[];
}

/** `policy.json` and `agent-0.onnx`, `agent-1.onnx`, …; the same content gives the same bytes. */
export function writePolicy({
  algorithm,
  training,
  details,
  agents,
}: PolicyContent): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const described = agents.map((agent, m) => {
    const { server, program, parameters, inputs, outputs } = agent;
    const facts: PolicyFacts = {
      format: policyFormat,
      version: policyVersion,
      algorithm,
      server,
      agent: m,
      agents: agents.length,
      inputs,
      outputs,
      parameters: Object.values(parameters).reduce((sum, { length }) => sum + length, 0),
      parametersSha256: checksumOf(parameters),
    };
    const metadata = {
      [metadataKeys.policy]: JSON.stringify(facts),
      ...(training === null ? {} : { [metadataKeys.training]: JSON.stringify(training) }),
    };
    const file = `agent-${m}.onnx`;
    const bytes = encodeOnnx(program, { bake: parameters, metadata });
    files.set(file, bytes);
    const shapes = (specs: Program["inputs"]) =>
      Object.fromEntries(specs.map(({ name, shape }) => [name, shape]));
    return {
      server,
      file,
      sha256: sha256Of(bytes),
      inputs: shapes(program.inputs),
      outputs: shapes(program.outputs),
      ...agent.details,
    };
  });
  const description = {
    format: policyFormat,
    version: policyVersion,
    algorithm,
    ...details,
    agents: described,
    ...(training === null ? {} : { training }),
  };
  files.set("policy.json", new TextEncoder().encode(`${JSON.stringify(description, null, 2)}\n`));
  return files;
}

/** SHA-256 in lower-case hex; `core/checksum.ts` gives the same, but not in a browser. */
export function sha256Of(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** Of the parameters in order of their names, each as its float32 values lie in memory. */
function checksumOf(parameters: Readonly<Record<string, Float32Array>>): string {
  const hash = sha256.create();
  for (const name of Object.keys(parameters).sort()) {
    const values = parameters[name]!;
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return bytesToHex(hash.digest());
}
