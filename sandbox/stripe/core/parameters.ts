import type { FormMap, FormValue } from "./form.ts";
import { invalidRequest, parameterMissing, parameterUnknown } from "./refusal.ts";

/** Reads one parameter or refuses it by its path, such as `items[0][price]`. */
export type Reader<T> = (value: FormValue, path: string) => T;

export type Fields = Record<string, Reader<unknown>>;
export type Read<F extends Fields> = { [Name in keyof F]?: ReturnType<F[Name]> };

/** Fields that the package's parameters know as well: a renamed parameter does not compile. */
export const fieldsOf =
  <Params>() =>
  <F extends { [Name in keyof F]: Name extends keyof Params ? Reader<unknown> : never }>(
    fields: F,
  ): F =>
    fields;

const TEXT_MAX = 5000;

export const text =
  (max = TEXT_MAX): Reader<string> =>
  (value, path) => {
    const read = scalar(value, path);
    if (read.length <= max) return read;
    throw invalidRequest(`Invalid string: must be at most ${max} characters`, {
      code: "parameter_invalid_string",
      param: path,
    });
  };

export const integer =
  (min = Number.MIN_SAFE_INTEGER, max = 99_999_999_999): Reader<number> =>
  (value, path) => {
    const read = scalar(value, path);
    if (!/^-?\d{1,15}$/.test(read)) {
      throw invalidRequest(`Invalid integer: ${read}`, {
        code: "parameter_invalid_integer",
        param: path,
      });
    }
    const number = Number(read);
    if (number >= min && number <= max) return number;
    throw invalidRequest(`Invalid ${path}: must be between ${min} and ${max}`, {
      code: "parameter_invalid_integer",
      param: path,
    });
  };

export const flag: Reader<boolean> = (value, path) => {
  const read = scalar(value, path);
  if (read === "true" || read === "false") return read === "true";
  throw invalidRequest(`Invalid boolean: ${read}`, { param: path });
};

export const choice =
  <Name extends string>(...names: Name[]): Reader<Name> =>
  (value, path) => {
    const read = scalar(value, path);
    const found = names.find((name) => name === read);
    if (found !== undefined) return found;
    throw invalidRequest(`Invalid ${path}: must be one of ${names.join(", ")}`, { param: path });
  };

/** An empty string clears the value. */
export const emptyable =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, path) =>
    value === "" ? null : reader(value, path);

export const either =
  <A, B>(matches: (value: FormValue) => boolean, one: Reader<A>, other: Reader<B>): Reader<A | B> =>
  (value, path) =>
    matches(value) ? one(value, path) : other(value, path);

export const shape =
  <F extends Fields>(fields: F): Reader<Read<F>> =>
  (value, path) => {
    if (typeof value === "string") throw invalidRequest("Invalid object", { param: path });
    return readAll(value, fields, path);
  };

/** The parameters of one request. */
export const readParameters = <F extends Fields>(form: FormMap, fields: F): Read<F> =>
  readAll(form, fields, "");

function readAll<F extends Fields>(form: FormMap, fields: F, path: string): Read<F> {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(form)) {
    const param = path === "" ? name : `${path}[${name}]`;
    const reader = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!reader) throw parameterUnknown(param);
    read[name] = reader(value, param);
  }
  return read as Read<F>;
}

const ELEMENTS_MAX = 100;

export const list =
  <T>(reader: Reader<T>, max = ELEMENTS_MAX): Reader<T[]> =>
  (value, path) => {
    if (typeof value === "string") throw invalidRequest("Invalid array", { param: path });
    const keys = Object.keys(value).sort((a, b) => Number(a) - Number(b));
    if (keys.length > max) {
      throw invalidRequest(`Array ${path} exceeded maximum ${max} allowed elements.`, {
        param: path,
      });
    }
    return keys.map((key) => {
      if (!/^\d+$/.test(key)) throw invalidRequest("Invalid array", { param: path });
      return reader(value[key] ?? "", `${path}[${key}]`);
    });
  };

const METADATA_KEYS_MAX = 50;
const METADATA_KEY_MAX = 40;
const METADATA_VALUE_MAX = 500;

/** Empty values delete their key. */
export const metadata: Reader<Record<string, string> | null> = (value, path) => {
  if (value === "") return null;
  if (typeof value === "string") throw invalidRequest("Invalid object", { param: path });
  if (Object.keys(value).length > METADATA_KEYS_MAX) {
    throw invalidRequest(`Metadata can have up to ${METADATA_KEYS_MAX} keys`, { param: path });
  }
  for (const [key, held] of Object.entries(value)) {
    const fits = typeof held === "string" && held.length <= METADATA_VALUE_MAX;
    if (fits && key.length <= METADATA_KEY_MAX) continue;
    throw invalidRequest("Metadata keys can have up to 40 characters and values up to 500.", {
      param: `${path}[${key}]`,
    });
  }
  return { ...(value as Record<string, string>) };
};

/** What an object holds after an update: keys are merged, empty ones go. */
export function mergeMetadata(
  kept: Record<string, string> | null,
  change: Record<string, string> | null | undefined,
): Record<string, string> {
  if (change === null) return {};
  const merged = { ...kept, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}

export function need<T>(value: T | null | undefined, param: string): T {
  if (value === undefined || value === null) throw parameterMissing(param);
  return value;
}

function scalar(value: FormValue, path: string): string {
  if (typeof value !== "string") throw invalidRequest("Invalid string", { param: path });
  if (value !== "") return value;
  throw invalidRequest(
    `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset.`,
    { code: "parameter_invalid_empty", param: path },
  );
}
