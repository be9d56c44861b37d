/// <reference types="node" />
/**
 * The check of the page's texts, without a browser: `npm run lint:i18n`. Says what is wrong, a line each, and ends with 1;
 * or says that all is well.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type ParseResult, parseSync } from "vite";
import { hardCodedTexts } from "./hardCoded.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCES = dirname(HERE);
const REFERENCE = "zh";
const LANGUAGES = ["zh", "en", "jp"];
/** Long texts that their page reads whole, so that no key of theirs appears in the code. */
const READ_WHOLE = ["agreement"];

/** Each language's own name is the same in all of them. */
const LANGUAGE_NAMES_FILE = "shared/i18n/language.ts";

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

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]+/g;

/** Every text of a language under its whole key: `common.label.account`. */
type Texts = Map<string, string>;

export interface Checked {
  /** By language. */
  dictionaries: Map<string, Texts>;
  /** The page's code by its place under src. */
  code: Map<string, Source>;
}

interface Source {
  withoutComments: string;
  /** Those that belong in the language files. */
  texts: string[];
  errors: string[];
}

/** What is wrong with the texts and their use, a sentence each. */
export function findProblems({ dictionaries, code }: Checked): string[] {
  const reference: Texts = dictionaries.get(REFERENCE) ?? new Map();
  const seeds = SEED_KEYS.filter((key) => !reference.has(key));
  return [
    ...compareLanguages(dictionaries, reference),
    ...seeds.map((key) => `${REFERENCE}: the seeds' key ${key} is missing`),
    ...checkUse(code, reference),
  ];
}

/** The texts and the code as they are. */
export function readAll(): Checked {
  const code = codeFiles().map((file) => {
    const place = relative(SOURCES, file).replaceAll("\\", "/");
    return [place, readSource(place, readFileSync(file, "utf8"))] as const;
  });
  return {
    dictionaries: new Map(LANGUAGES.map((language) => [language, readTexts(language)])),
    code: new Map(code),
  };
}

export function readSource(name: string, text: string): Source {
  const parsed = parseSync(name, text);
  const code = withoutComments(text, parsed);
  return {
    withoutComments: code,
    texts: textsOutsideLanguageFiles(name, code, parsed),
    errors: parsed.errors.map((error) => error.message),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const checked = readAll();
  const problems = findProblems(checked);
  for (const problem of problems) console.error(`i18n: ${problem}`);
  if (problems.length > 0) process.exit(1);
  const count = checked.dictionaries.get(REFERENCE)?.size;
  console.info(`i18n: ${count} texts in ${LANGUAGES.length} languages, all in order`);
}

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
  else throw new Error(`${path} is neither a text nor a group of texts`);
}

function compareLanguages(dictionaries: Map<string, Texts>, reference: Texts): string[] {
  const problems: string[] = [];
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
  return problems;
}

function placeholders(text: string): string {
  return [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)]
    .map((match) => match[1])
    .sort()
    .join(", ");
}

function checkUse(files: Map<string, Source>, reference: Texts): string[] {
  const problems: string[] = [];
  const namespaces = new Set([...reference.keys()].map((key) => key.split(".")[0] ?? ""));
  const used = new Set<string>(SEED_KEYS);
  const prefixes: string[] = [];

  for (const [name, { withoutComments: code, texts, errors }] of files) {
    for (const [, literal = ""] of code.matchAll(/["'`]([\w-]+(?:\.[\w-]+)+)["'`]/g)) {
      if (!namespaces.has(literal.split(".")[0] ?? "") || /\.(json|tsx?)$/.test(literal)) continue;
      if (reference.has(literal)) used.add(literal);
      else problems.push(`${name}: uses ${literal}, which has no text`);
    }
    for (const [, prefix = ""] of code.matchAll(/`([\w-]+(?:\.\w+)*\.)\$\{/g)) {
      if (!namespaces.has(prefix.split(".")[0] ?? "")) continue;
      prefixes.push(prefix);
      if (![...reference.keys()].some((key) => key.startsWith(prefix)))
        problems.push(`${name}: uses ${prefix}…, which has no texts`);
    }
    for (const error of errors) problems.push(`${name}: cannot be read: ${error}`);
    for (const text of texts)
      problems.push(`${name}: the text "${text}" belongs in the language files`);
  }

  for (const key of reference.keys())
    if (!used.has(key) && !isReadWhole(key) && !prefixes.some((prefix) => key.startsWith(prefix)))
      problems.push(`${key} is used nowhere: remove it from every language`);
  return problems;
}

function isReadWhole(key: string): boolean {
  return READ_WHOLE.includes(key.split(".")[0] ?? "");
}

function textsOutsideLanguageFiles(name: string, code: string, parsed: ParseResult): string[] {
  if (name === LANGUAGE_NAMES_FILE) return [];
  const inComponent = name.endsWith(".tsx") ? hardCodedTexts(parsed.program) : [];
  const elsewhere = [...code.matchAll(CJK)]
    .map(([text]) => text)
    .filter((text) => !inComponent.some((found) => found.includes(text)));
  return [...inComponent, ...elsewhere];
}

function codeFiles(): string[] {
  return readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .filter((entry) => !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file !== fileURLToPath(import.meta.url));
}

function withoutComments(text: string, { comments }: ParseResult): string {
  const starts = [0, ...comments.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, comments[index]?.start)).join("");
}
