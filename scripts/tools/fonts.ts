import { existsSync } from "node:fs";
import { FONTS, type FontName } from "../../worker/config/fonts.ts";
import { inRoot, root } from "./paths.ts";
import { Explained } from "./steps.ts";
import { wrangler, wranglerOrExplain } from "./wrangler.ts";

/** Where the packages of package.json keep the fonts of documents (SIL Open Font License). */
const FILES: Record<FontName, string> = {
  sc: "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  jp: "node_modules/@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
};

export const fontFile = (name: FontName): string => inRoot(FILES[name]);

/** KV of this machine, or the deployed product's. */
export type FontStore = { stateDir: string } | "remote";

const placeOf = (store: FontStore): string[] =>
  store === "remote" ? ["--remote"] : ["--local", "--persist-to", store.stateDir];

/** Puts the fonts into KV that are not there yet; answers how many were put. */
export async function putFonts(store: FontStore): Promise<number> {
  const present = await fontsIn(store);
  const missing = (Object.keys(FONTS) as FontName[]).filter((name) => !present.has(FONTS[name]));
  for (const name of missing) await putFont(name, store);
  return missing.length;
}

/** A list that cannot be read counts as empty: putting a font again does no harm. */
async function fontsIn(store: FontStore): Promise<Set<string>> {
  const { code, output } = await wrangler(
    ["kv", "key", "list", "--binding", "CONFIG", "--prefix", "font:", ...placeOf(store)],
    { cwd: root },
  );
  return new Set(
    code === 0 ? [...output.matchAll(/"name":\s*"(font:[^"]+)"/g)].map(([, key]) => key ?? "") : [],
  );
}

async function putFont(name: FontName, store: FontStore): Promise<void> {
  const file = fontFile(name);
  if (!existsSync(file)) throw new Explained(`${FILES[name]} is missing. Install it: npm ci`);
  await wranglerOrExplain(
    `The font ${FONTS[name]} could not be put into KV.`,
    [
      ...["kv", "key", "put", "--binding", "CONFIG", FONTS[name], "--path", file],
      ...placeOf(store),
    ],
    { cwd: root },
  );
}
