import { type FormMap, type FormValue, parseForm } from "../core/form.ts";
import { OPERATIONS } from "../operations.ts";
import { perform } from "../perform.ts";
import type { StripeWorld } from "../stripe.ts";
import { type Body, LeverProblem, textOf } from "./input.ts";

/**
 * An act of a person in Stripe's dashboard: any operation of the API, `{ act: "POST /v1/subscriptions/sub_…", params }`.
 * Its events name no request.
 */
export function actInDashboard(world: StripeWorld, body: Body): unknown {
  const [method, path = ""] = textOf(body, "act").split(" ");
  for (const operation of OPERATIONS) {
    const ids = operation.method === method ? match(operation.path, path) : undefined;
    if (!ids) continue;
    const request = { id: ids[0] ?? "", id2: ids[1] ?? "", requestId: null, key: undefined };
    const answer = perform(world, operation, { ...request, text: "" }, () => toForm(body.params));
    return JSON.parse(answer.body);
  }
  throw new LeverProblem(`no such operation: ${method} ${path}`);
}

function match(pattern: string, path: string): string[] | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const fits = wanted.every((part, index) => part.startsWith(":") || part === given[index]);
  return fits ? given.filter((_, index) => wanted[index]?.startsWith(":")) : undefined;
}

/** Plain JSON as the form would have carried it. */
function toForm(params: unknown): FormMap {
  const form = parseForm("");
  for (const [name, value] of Object.entries((params ?? {}) as Body)) form[name] = toValue(value);
  return form;
}

function toValue(value: unknown): FormValue {
  if (typeof value !== "object" || value === null) return value === null ? "" : String(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toValue(each)]));
}
