import { err, ok, type Result } from "../domain/result.ts";

/** Variables and secrets by name, as wrangler hands them over. Each part declares the names that it reads. */
export type Variables<Name extends string> = { readonly [N in Name]?: string | undefined };

/** The product's own public address: gateways and the identity provider send people and messages to it. */
export type ProductVariable = "PUBLIC_BASE_URL";

/** A variable that is missing or malformed. `how` names it and says how to mend it; neither part holds its content. */
export interface NotConfigured {
  reason: "not-configured";
  variable: string;
  how: string;
}

export type Configured<T> = Result<T, NotConfigured>;

/** A variable matching `pattern`; surrounding blanks are a habit of secret stores and are dropped. */
export function readText<Name extends string>(
  env: Variables<NoInfer<Name>>,
  variable: Name,
  pattern: RegExp,
  shape: string,
): Configured<string> {
  const value = env[variable]?.trim() ?? "";
  if (value === "") return broken(variable, `is missing: set it to ${shape}`);
  return pattern.test(value) ? ok(value) : broken(variable, `is malformed: it must be ${shape}`);
}

/** An absolute http(s) address without credentials, query or fragment; no trailing slash in the answer. */
export function readAddress<Name extends string>(
  env: Variables<NoInfer<Name>>,
  variable: Name,
  example: string,
): Configured<string> {
  const value = readText(env, variable, /^https?:\/\/[^\s?#@]+$/, `an address such as ${example}`);
  if (!value.ok || URL.canParse(value.value))
    return value.ok ? ok(value.value.replace(/\/+$/, "")) : value;
  return broken(variable, `is malformed: it must be an address such as ${example}`);
}

const PUBLIC_BASE_EXAMPLE = "https://pay.example.com";

/**
 * The product's own address: an origin. All of its paths begin with /api and every page with /, so that below a path of
 * its own nothing would be found.
 */
export function readPublicBase(env: Variables<ProductVariable>): Configured<string> {
  const address = readAddress(env, "PUBLIC_BASE_URL", PUBLIC_BASE_EXAMPLE);
  if (!address.ok || URL.parse(address.value)?.pathname === "/") return address;
  const shape = `an address without a path such as ${PUBLIC_BASE_EXAMPLE}`;
  return broken("PUBLIC_BASE_URL", `is malformed: it must be ${shape}`);
}

/** Variables are secrets or settings in production and lines of `.dev.vars` on one machine. */
export function broken(variable: string, fault: string): { ok: false; error: NotConfigured } {
  const how = `${variable} ${fault}. Set it with \`npx wrangler secret put ${variable}\`, locally in .dev.vars.`;
  return err({ reason: "not-configured", variable, how });
}
