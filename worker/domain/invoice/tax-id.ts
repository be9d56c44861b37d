/** Numbers that tax offices know businesses by, judged by shape and check digit. Whether one was given out, only they know. */

export const TAX_ID_KINDS = ["cn", "eu", "jp"] as const;
export type TaxIdKind = (typeof TAX_ID_KINDS)[number];

export interface TaxId {
  kind: TaxIdKind;
  value: string;
}

/** As it is kept: capitals, without the blanks, dots and dashes that people write in between. */
export const normalTaxId = (value: string): string =>
  value
    .normalize("NFKC")
    .replace(/[\s.-]/g, "")
    .toUpperCase();

export const isTaxId = ({ kind, value }: TaxId): boolean => CHECKS[kind](value);

/** 统一社会信用代码 of 18 characters (GB 32100-2015): without I, O, S, V, Z, the last one a check digit modulo 31. */
export function isCreditCode(value: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(value)) return false;
  let weight = 1;
  let sum = 0;
  for (const letter of value.slice(0, 17)) {
    sum += CREDIT_CODE_LETTERS.indexOf(letter) * weight;
    weight = (weight * 3) % 31;
  }
  return CREDIT_CODE_LETTERS[(31 - (sum % 31)) % 31] === value[17];
}

const CREDIT_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** 適格請求書発行事業者の登録番号: T and a 法人番号 of 13 digits, of which the first is the check digit, modulo 9. */
export function isJapaneseNumber(value: string): boolean {
  if (!/^T\d{13}$/.test(value)) return false;
  const [check = 0, ...digits] = [...value.slice(1)].map(Number);
  const sum = digits
    .reverse()
    .reduce((total, digit, at) => total + digit * (at % 2 === 0 ? 1 : 2), 0);
  return check === 9 - (sum % 9);
}

/** Shapes by member state (Commission, VIES), Northern Ireland as XI and Greece as EL. */
const EU_SHAPES: Record<string, RegExp> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^[1-9]\d{8}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|(GD|HA)\d{3})$/,
};

/** Those whose check digits are simple and public. The others go by their shape alone. */
const EU_CHECKS: Record<string, (digits: string) => boolean> = {
  BE: (digits) => 97 - (Number(digits.slice(0, 8)) % 97) === Number(digits.slice(8)),
  DE: isElevenTen,
  DK: (digits) => weighted(digits, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  FI: (digits) => weighted(digits, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0,
  HR: isElevenTen,
  IT: isLuhn,
  LU: (digits) => Number(digits.slice(0, 6)) % 89 === Number(digits.slice(6)),
  PL: (digits) => weighted(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7, -1]) % 11 === 0,
  PT: (digits) => {
    const rest = weighted(digits.slice(0, 8), [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    return (rest < 2 ? 0 : 11 - rest) === Number(digits[8]);
  },
  SE: (digits) => isLuhn(digits.slice(0, 10)),
};

export function isEuNumber(value: string): boolean {
  const [state, rest] = [value.slice(0, 2), value.slice(2)];
  const shape = Object.hasOwn(EU_SHAPES, state) ? EU_SHAPES[state] : undefined;
  return shape?.test(rest) === true && (EU_CHECKS[state]?.(rest) ?? true);
}

const CHECKS: Record<TaxIdKind, (value: string) => boolean> = {
  cn: isCreditCode,
  eu: isEuNumber,
  jp: isJapaneseNumber,
};

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);

/** ISO 7064, modulo 11,10. */
function isElevenTen(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10;
    product = (2 * (sum === 0 ? 10 : sum)) % 11;
  }
  return (product + Number(digits.at(-1))) % 10 === 1;
}

function isLuhn(digits: string): boolean {
  const doubled = [...digits].reverse().map((digit, at) => Number(digit) * (at % 2 === 0 ? 1 : 2));
  return doubled.reduce((sum, one) => sum + (one > 9 ? one - 9 : one), 0) % 10 === 0;
}
