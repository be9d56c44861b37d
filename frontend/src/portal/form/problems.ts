import {
  isCreditCode,
  isTaxId,
  normalTaxId,
  type TaxId,
} from "../../../../worker/domain/invoice/tax-id.ts";
import type { AccountInput } from "../api.ts";

/** What is wrong with what somebody typed, by the field's path as the API names it: `taxIds.0.value`. */
export type Problems = Record<string, Problem>;

/** Each has a text that says how to mend it. */
export type Problem =
  | "required"
  | "email"
  | "country"
  | "timeZone"
  | "codeLength"
  | "codeLetters"
  | "codeCheck"
  | "taxEu"
  | "taxJp"
  | "other";

export type Title = AccountInput["invoiceTitles"][number];

/** What the API takes (worker/http/core/invoices/schemas.ts), and a dot in the domain, which people forget. */
const EMAIL = /^[^\s@<>"(),:;\\[\]]{1,64}@[^\s@<>"(),:;\\[\]]{1,250}\.[^\s@<>"(),:;\\[\].]{1,63}$/;

const CODE_LENGTH = 18;

export function accountProblems(input: AccountInput): Problems {
  return known({
    email: emailProblem(input.email),
    country: /^([A-Z]{2})?$/.test(input.country) ? undefined : "country",
    timeZone: input.timeZone === null || isTimeZone(input.timeZone) ? undefined : "timeZone",
    ...Object.assign({}, ...input.taxIds.map(taxIdProblem)),
    ...Object.assign(
      {},
      ...input.invoiceTitles.map((title, at) => titleProblems(title, `invoiceTitles.${at}.`)),
    ),
  });
}

/** `prefix`: where the title stands among others. */
export const titleProblems = (title: Title, prefix = ""): Problems =>
  known({
    [`${prefix}title`]: title.title.trim() === "" ? "required" : undefined,
    [`${prefix}taxNo`]: title.type === "company" ? codeProblem(title.taxNo) : undefined,
    [`${prefix}email`]: emailProblem(title.email),
  });

/** A 统一社会信用代码, told apart by what to look at. Blanks and small letters are mended by themselves. */
export function codeProblem(typed: string): Problem | undefined {
  const code = normalTaxId(typed);
  if (code === "") return "required";
  if (code.length !== CODE_LENGTH) return "codeLength";
  if (isCreditCode(code)) return undefined;
  return /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)
    ? "codeCheck"
    : "codeLetters";
}

export const emailProblem = (typed: string): Problem | undefined =>
  typed.trim() === "" || EMAIL.test(typed.trim()) ? undefined : "email";

function taxIdProblem({ kind, value }: TaxId, at: number): Record<string, Problem | undefined> {
  const path = `taxIds.${at}.value`;
  if (normalTaxId(value) === "") return { [path]: "required" };
  if (kind === "cn") return { [path]: codeProblem(value) };
  if (isTaxId({ kind, value: normalTaxId(value) })) return {};
  return { [path]: kind === "eu" ? "taxEu" : "taxJp" };
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name !== "";
  } catch {
    return false;
  }
}

/** What the server found, at the fields of the page; a fault of a whole row stands at its number. */
export function serverProblems(errors: readonly { field: string }[]): Problems {
  return Object.fromEntries(errors.map(({ field }) => [fieldAt(field), problemAt(field)] as const));
}

const fieldAt = (field: string): string =>
  field
    .replace(/^(taxIds\.\d+)$/, "$1.value")
    .replace(/^(invoiceTitles\.\d+)$/, "$1.taxNo")
    .replace(/^title$/, "taxNo")
    .replace(/^title\./, "");

function problemAt(field: string): Problem {
  const last = field.split(".").at(-1) ?? "";
  return last === "email" || last === "country" || last === "timeZone" ? last : "other";
}

const known = (problems: Record<string, Problem | undefined>): Problems =>
  Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, Problem] => entry[1] !== undefined),
  );
