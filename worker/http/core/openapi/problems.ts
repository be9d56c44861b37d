import { FAILURES, type FailureCode } from "../errors.ts";
import type { Answered } from "./types.ts";

const FIELDS = [{ field: "payType", message: 'Invalid type: Expected number but received "1"' }];

/** One example per code, as it is answered in English. */
export const problemExamples = (): Record<string, { summary: string; value: object }> =>
  Object.fromEntries(
    Object.entries(FAILURES).map(([code, { status, text }]) => [
      code,
      {
        summary: text.en,
        value: {
          type: `https://pay.example.com/api/docs#${code}`,
          title: text.en,
          status,
          code,
          ...(code === "INVALID_REQUEST" ? { errors: FIELDS } : {}),
          ...(code === "INSUFFICIENT_BALANCE" ? { available: 12 } : {}),
        },
      },
    ]),
  );

/** Headers that come with a code. */
const HEADERS: Partial<Record<FailureCode, Record<string, string>>> = {
  TOO_MANY_REQUESTS: { "retry-after": "Seconds after which to try again" },
  ADJUSTMENT_LIMIT: { "retry-after": "Seconds after which all may be moved again" },
  INSUFFICIENT_BALANCE: { "x-balance-available": "What is there, as in the body" },
};

const headersOf = (codes: readonly FailureCode[]) =>
  Object.assign({}, ...codes.map((code) => HEADERS[code] ?? {})) as Record<string, string>;

/** The refusals of one status: one component, narrowed to the codes that this operation gives. */
export function problemAnswer(codes: readonly FailureCode[]): Answered {
  const headers = Object.entries(headersOf(codes)).map(([name, description]) => [
    name,
    { description, schema: { type: "string" } },
  ]);
  return {
    description: codes.map((code) => `\`${code}\`: ${FAILURES[code].text.en}`).join("\n\n"),
    ...(headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}),
    content: {
      "application/problem+json": {
        schema: {
          $ref: "#/components/schemas/Problem",
          properties: { code: { enum: [...codes] } },
        },
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
        ),
      },
    },
  };
}
