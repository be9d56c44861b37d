import { FAILURES, type FailureCode } from "../errors.ts";
import type { Answered, AnswerHeader } from "./types.ts";

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
          ...(code === "KEY_SCOPE_MISSING" ? { scope: "credits:write" } : {}),
        },
      },
    ]),
  );

/** Headers that come with a code each time. */
const HEADERS: Partial<Record<FailureCode, Record<string, string>>> = {
  TOO_MANY_REQUESTS: { "retry-after": "Seconds after which to try again" },
  ADJUSTMENT_LIMIT: { "retry-after": "Seconds after which all may be moved again" },
  INSUFFICIENT_BALANCE: { "x-balance-available": "What is there, as in the body" },
  KEY_SCOPE_MISSING: { "www-authenticate": "`insufficient_scope`, with the scope (RFC 6750)" },
};

/** Headers that come with a code where there is something to say: a quota that is for ever never resets. */
const SOMETIMES: typeof HEADERS = {
  QUOTA_EXCEEDED: { "retry-after": "Seconds after which the quota resets, when it does" },
};

/** Of a status that several codes share, what one of them lacks is not promised. */
function headersOf(codes: readonly FailureCode[]): Record<string, AnswerHeader> {
  const headers = codes.flatMap((code) => Object.entries({ ...HEADERS[code], ...SOMETIMES[code] }));
  return Object.fromEntries(
    Object.entries(Object.groupBy(headers, ([name]) => name)).map(([name, said = []]) => [
      name,
      {
        description: said.map(([, text]) => text).join(". "),
        required: codes.every((code) => HEADERS[code]?.[name] !== undefined),
        schema: { type: "string" },
      },
    ]),
  );
}

/** The refusals of one status: one component, narrowed to the codes that this operation gives. */
export function problemAnswer(codes: readonly FailureCode[]): Answered {
  const headers = headersOf(codes);
  return {
    description: codes.map((code) => `\`${code}\`: ${FAILURES[code].text.en}`).join("\n\n"),
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
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
