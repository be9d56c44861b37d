import { cutToBytes, UNWANTED } from "../text.ts";

export type Parameters = Record<string, string>;

/**
 * `subject` and `refund_reason` (Alipay Open Platform: `alipay.trade.precreate`, `alipay.trade.refund`). Alipay says
 * 256, and of Chinese characters 128, which is bytes of GBK: as many bytes of UTF-8 are never more.
 */
export const SUBJECT_BYTES_MAX = 256;

const NOT_SIGNED_IN_NOTIFICATIONS = new Set(["sign", "sign_type", "alipay_cert_sn"]);

/**
 * What a request's signature covers (Alipay Open Platform: signing requests): `sign_type` is in, empty values are not.
 */
export const requestMessage = (parameters: Parameters): string =>
  joined(Object.entries(parameters).filter(([name, value]) => name !== "sign" && value !== ""));

/**
 * What a notification's signature covers (Alipay Open Platform: asynchronous notification): `sign_type` is out, empty
 * values stay.
 */
export const notificationMessage = (form: Parameters): string =>
  joined(Object.entries(form).filter(([name]) => !NOT_SIGNED_IN_NOTIFICATIONS.has(name)));

/** Percent-encodes as a form does, blanks as `%20` so that no reader can take them for plus signs. */
export const encodeForm = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");

/**
 * Decodes a form once: `+` is a blank, a literal `%` arrives as `%25`, nothing is trimmed. Null when it is not UTF-8
 * or names a field twice, since two readers could then disagree about what was signed.
 */
export function decodeForm(body: string): Parameters | null {
  const form: Parameters = Object.create(null);
  try {
    for (const pair of body.split("&")) {
      const at = pair.indexOf("=");
      if (at < 1) return null;
      const name = decode(pair.slice(0, at));
      if (name in form) return null;
      form[name] = decode(pair.slice(at + 1));
    }
  } catch {
    return null;
  }
  return form;
}

/**
 * Refusals that another text may mend (Alipay Open Platform: public error codes): its list of words is not published.
 */
const ABOUT_TEXT = new Set([
  "ACQ.INVALID_PARAMETER",
  "ACQ.EXIST_FORBIDDEN_WORD",
  "isv.invalid-parameter",
  "isv.suspected-attack",
]);

export const isAboutText = (code: string): boolean => ABOUT_TEXT.has(code);

/** A subject Alipay accepts: without `/ = &` and control characters. Null when nothing is left. */
export function cleanSubject(text: string): string | null {
  const plain = text.replace(/[/=&]/g, " ").replace(UNWANTED, " ").replace(/ {2,}/g, " ").trim();
  const clean = cutToBytes(plain, SUBJECT_BYTES_MAX);
  return clean === "" ? null : clean;
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));

/** Names are ASCII, for which the default order of UTF-16 units is the byte order asked for. */
const joined = (pairs: [string, string][]): string =>
  pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
