/** `npm run fonts`, `npm run fonts -- --remote`: the fonts of invoices into KV, here or of the deployed product. */
import { stopChildren } from "./tools/children.ts";
import { putFonts } from "./tools/fonts.ts";
import { Explained, reportFailure } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";
import { defaultStateDir } from "./tools/stores.ts";

onStop(stopChildren, { codeOnSignal: 130 });

try {
  const [option, ...more] = process.argv.slice(2);
  if ((option !== undefined && option !== "--remote") || more.length > 0)
    throw new Explained("Try: npm run fonts, or npm run fonts -- --remote");
  const put = await putFonts(option === "--remote" ? "remote" : { stateDir: defaultStateDir });
  console.log(put === 0 ? "The fonts are there already." : `${put} fonts were put into KV.`);
  process.exit(0);
} catch (error) {
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}
