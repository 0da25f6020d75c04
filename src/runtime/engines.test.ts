/** All engines against the conformance suite. */
import { runEngineConformance } from "../testing/engine-conformance.ts";
import { referenceEngine, selectEngine } from "./index.ts";

runEngineConformance("reference, float32", async () => referenceEngine());
runEngineConformance("node", () => selectEngine("node"));
runEngineConformance("web", () => selectEngine("web"));
