import { buildPage } from "../../scripts/tools/page-build.ts";
import { removeAbandonedStacks } from "./stack.ts";

/** Once before all stacks: they serve the same built page. */
export default async function build(): Promise<void> {
  await removeAbandonedStacks();
  await buildPage();
}
