/** `npm test`: everything that can be checked, or the stages named after `--`. */
import { stopChildren } from "./tools/children.ts";
import { runStages, STAGES, stagesFrom } from "./tools/stages.ts";
import { reportFailure } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";

onStop(stopChildren, { codeOnSignal: 130 });

try {
  process.exit(await runStages(stagesFrom(process.argv.slice(2), STAGES)));
} catch (error) {
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}
