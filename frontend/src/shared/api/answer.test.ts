import { describe, expect, test } from "vitest";
import { failureFrom, isFinal, needsSignIn, networkLost, UNEXPECTED_ANSWER } from "./answer.ts";

describe("a refusal", () => {
  test("keeps the server's code, words and fields", () => {
    const problem = {
      type: "about:blank",
      title: "该套餐已售罄，请选择其他套餐",
      status: 400,
      code: "OUT_OF_STOCK",
      errors: [{ field: "id", message: "x" }],
    };
    expect(failureFrom(400, problem)).toEqual({
      ok: false,
      code: "OUT_OF_STOCK",
      title: problem.title,
      status: 400,
      errors: problem.errors,
    });
  });

  test.each([undefined, null, "<html>", 7, [], { code: 5 }, { title: "x" }])(
    "that is no problem document is unexpected: %j",
    (content) => {
      expect(failureFrom(502, content)).toMatchObject({ code: UNEXPECTED_ANSWER, status: 502 });
    },
  );

  test("that a retry cannot change is final; a lost network is not", () => {
    const finals = [400, 401, 403, 404, 409, 429, 500, 503].filter((status) =>
      isFinal(failureFrom(status, undefined)),
    );
    expect(finals).toEqual([401, 403, 404]);
    expect(isFinal(networkLost())).toBe(false);
    expect(needsSignIn(failureFrom(401, undefined))).toBe(true);
  });
});
