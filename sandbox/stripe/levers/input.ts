/** A mistake in a request of the developer; the message says how to correct it. */
export class LeverProblem extends Error {}

export type Body = Record<string, unknown>;

export function textOf(body: Body, name: string): string {
  const value = body[name];
  if (typeof value === "string" && value !== "") return value;
  throw new LeverProblem(`${name} has to be a non-empty string`);
}

export const optionalText = (body: Body, name: string): string | undefined =>
  body[name] === undefined ? undefined : textOf(body, name);

export function oneOf<Name extends string>(names: readonly Name[], body: Body, name: string): Name {
  const found = names.find((candidate) => candidate === body[name]);
  if (found) return found;
  throw new LeverProblem(`${name} has to be one of: ${names.join(", ")}`);
}
