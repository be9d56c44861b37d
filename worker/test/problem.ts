import { expect } from "vitest";
import type { Problem } from "../app.ts";
import { FAILURES, type FailureCode } from "../http/core/errors.ts";
import { type Customer, ORIGIN } from "./world.ts";

/** What tests about refusals share. */

export const ORDER = "/api/web/coze-package/order";
export const PREPAY = "/api/pay/prepay";
export const CANCEL = "/api/pay/cancel";
export const MISSING = "EC20260101ZZZZZZZZZZ";

/** Reads a refusal and holds it to what every refusal must be. */
export async function problemOf(
  response: Response,
  lang: "zh" | "en" | "jp" = "zh",
): Promise<Problem> {
  const text = await response.text();
  expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(text).not.toMatch(/\bSELECT\b|\bat .*\.ts|node_modules|stack|D1_ERROR/);
  const problem = JSON.parse(text) as Problem;
  const { status, text: texts } = FAILURES[problem.code];
  const { errors, ...rest } = problem;
  expect(rest).toEqual({
    type: `${ORIGIN}/api/docs#${problem.code}`,
    title: texts[lang],
    status,
    code: problem.code,
  });
  expect(response.status).toBe(status);
  expect(errors === undefined).toBe(problem.code !== "INVALID_REQUEST");
  return problem;
}

export const send = (path: string, body: unknown, headers: Record<string, string> = {}) => ({
  path,
  init: {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  },
});

export async function refusal(who: Customer, path: string, body: unknown): Promise<FailureCode> {
  const { init } = send(path, body);
  return (await problemOf(await who.call(path, init))).code;
}
