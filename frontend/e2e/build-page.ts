import { buildPage } from "../../scripts/tools/page-build.ts";
import { prepareStacks, removeAbandonedStacks } from "./stack.ts";

/** Once before all stacks: they serve the same built page, run the same Worker and begin with the same catalog. */
export default async function build(): Promise<() => Promise<void>> {
  await removeAbandonedStacks();
  const [removePrepared] = await Promise.all([prepareStacks(), buildPage()]);
  return removePrepared;
}
