/** For `node --import`: lets processes that tests start run the TypeScript source as it is. */
import { register } from "node:module";

register("./typescript-hooks.mjs", import.meta.url);
