/** `npm run check`: what is worth knowing before every commit, in seconds. */
import { stopChildren } from "./tools/children.ts";
import { runStages, stagesFrom } from "./tools/stages.ts";
import { reportFailure } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";

onStop(stopChildren, { codeOnSignal: 130 });

try {
  process.exit(await runStages(stagesFrom(process.argv.slice(2), ["check", "unit"])));
} catch (error) {
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}
