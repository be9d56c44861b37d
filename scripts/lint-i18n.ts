/** `npm run lint:i18n`: the texts of the page in every language, and their use. */
import { runToEnd } from "./tools/children.ts";
import { inRoot } from "./tools/paths.ts";

const { code } = await runToEnd(inRoot("frontend/src/i18n/check.ts"), [], {
  name: "texts",
  onLine: (line) => console.log(line),
});
process.exit(code);
