/// <reference types="node" />
/**
 * The check of the page's texts, without a browser: `node frontend/src/i18n/check.ts`. Says what is wrong, a line each,
 * and ends with 1; or says that all is well.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCES = dirname(HERE);
const REFERENCE = "zh";
const LANGUAGES = ["zh", "en", "jp"];
/** Long texts that their page reads whole, so that no key of theirs appears in the code. */
const READ_WHOLE = ["agreement"];

const COZE = "web-personal-rights.cozePackageCenter";
const RECHARGE = "web-personal-rights.rechargeCenter";
/** The seeds name these. They must exist, used or not. */
const SEED_KEYS = [
  "common.label.personalRights",
  "common.personalRights.rechargeCenter",
  "common.personalRights.cozePackageCenter",
  "menu.rechargeCenter",
  "menu.cozePackageCenter",
  ..."title selectPackage paymentMethod explain buyNow qrPay qrCode qrTip refreshQrCode paySuccessTitle paySuccessDesc continueBuy viewRecord qrExpired"
    .split(" ")
    .map((key) => `${COZE}.${key}`),
  ..."selectRechargePackage paymentMethod rechargeInstructions.title immediatelyPurchase qrCodeExpired rechargeSuccess"
    .split(" ")
    .map((key) => `${RECHARGE}.${key}`),
];

type Texts = Map<string, string>;

const problems: string[] = [];
const dictionaries = new Map(LANGUAGES.map((language) => [language, readTexts(language)]));
const reference = dictionaries.get(REFERENCE) ?? new Map();

compareLanguages();
for (const key of SEED_KEYS)
  if (!reference.has(key)) problems.push(`${REFERENCE}: the seeds' key ${key} is missing`);
checkUse();

for (const problem of problems) console.error(`i18n: ${problem}`);
if (problems.length > 0) process.exit(1);
console.info(`i18n: ${reference.size} texts in ${LANGUAGES.length} languages, all in order`);

function readTexts(language: string): Texts {
  const texts: Texts = new Map();
  const folder = join(HERE, language);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")))
    flatten(
      JSON.parse(readFileSync(join(folder, file), "utf8")),
      file.replace(/\.json$/, ""),
      texts,
    );
  return texts;
}

function flatten(value: unknown, path: string, into: Texts): void {
  if (typeof value === "string") into.set(path, value);
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) flatten(inner, `${path}.${key}`, into);
  else problems.push(`${path} is neither a text nor a group of texts`);
}

function compareLanguages(): void {
  for (const [language, texts] of dictionaries) {
    for (const [key, text] of texts) {
      if (text.trim() === "") problems.push(`${language}: ${key} is empty`);
      const original = reference.get(key);
      if (original === undefined) problems.push(`${language}: ${key} is not in ${REFERENCE}`);
      else if (placeholders(text) !== placeholders(original))
        problems.push(
          `${language}: ${key} has the placeholders [${placeholders(text)}], ${REFERENCE} has [${placeholders(original)}]`,
        );
    }
    for (const key of reference.keys())
      if (!texts.has(key)) problems.push(`${language}: ${key} is missing`);
  }
}

function placeholders(text: string): string {
  return [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)]
    .map((match) => match[1])
    .sort()
    .join(", ");
}

function checkUse(): void {
  const namespaces = new Set([...reference.keys()].map((key) => key.split(".")[0] ?? ""));
  const used = new Set<string>(SEED_KEYS);
  const prefixes: string[] = [];

  for (const file of codeFiles()) {
    const name = relative(SOURCES, file);
    const code = withoutComments(readFileSync(file, "utf8"));
    for (const [, literal = ""] of code.matchAll(/"([\w-]+(?:\.\w+)+)"/g)) {
      if (!namespaces.has(literal.split(".")[0] ?? "") || literal.endsWith(".json")) continue;
      if (reference.has(literal)) used.add(literal);
      else problems.push(`${name}: uses ${literal}, which has no text`);
    }
    for (const [, prefix = ""] of code.matchAll(/`([\w-]+(?:\.\w+)*\.)\$\{/g)) {
      if (!namespaces.has(prefix.split(".")[0] ?? "")) continue;
      prefixes.push(prefix);
      if (![...reference.keys()].some((key) => key.startsWith(prefix)))
        problems.push(`${name}: uses ${prefix}…, which has no texts`);
    }
    if (file.endsWith(".tsx")) findHardCodedText(name, code);
  }

  for (const key of reference.keys())
    if (!used.has(key) && !isReadWhole(key) && !prefixes.some((prefix) => key.startsWith(prefix)))
      problems.push(`${key} is used nowhere: remove it from every language`);
}

function isReadWhole(key: string): boolean {
  return READ_WHOLE.includes(key.split(".")[0] ?? "");
}

function findHardCodedText(name: string, code: string): void {
  for (const [text] of code.matchAll(/[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]+/g))
    problems.push(`${name}: the text "${text}" belongs in the language files`);
  for (const [, text = ""] of code.matchAll(/>([^<>{}]*)<\//g))
    if (/\p{L}{2,}/u.test(text.replaceAll(/&\w+;/g, "")))
      problems.push(`${name}: the text "${text.trim()}" belongs in the language files`);
  for (const [, attribute, text] of code.matchAll(
    /\b(aria-label|title|placeholder|alt|label)="([^"]*\p{L}{2,}[^"]*)"/gu,
  ))
    problems.push(`${name}: ${attribute}="${text}" belongs in the language files`);
}

function codeFiles(): string[] {
  return readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .filter((entry) => !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file !== fileURLToPath(import.meta.url));
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|[^:"'`])\/\/.*$/gm, "$1");
}
