/** `npm run fix`: formats, and mends what the linter can mend by itself. */
import { runToEnd } from "./tools/children.ts";
import { tool } from "./tools/paths.ts";

const { code } = await runToEnd(tool.biome, ["check", "--write", "."], {
  name: "biome",
  onLine: (line) => console.log(line),
});
process.exit(code);
