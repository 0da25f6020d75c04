/** Entry of a simulation thread. Started by `simulateAll`, never by hand. */
import { serveTasks } from "./serve-tasks.ts";
import { simulationTasks } from "./simulation-task.ts";

serveTasks(simulationTasks);
