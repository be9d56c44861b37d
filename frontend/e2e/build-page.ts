import { buildPage } from "../../scripts/tools/page-build.ts";
import { prepareStores, removeAbandonedStacks } from "./stack.ts";

/** Once before all stacks: they serve the same built page and begin with the same catalog. */
export default async function build(): Promise<() => Promise<void>> {
  await removeAbandonedStacks();
  const [removeStores] = await Promise.all([prepareStores(), buildPage()]);
  return removeStores;
}
