import { describe, expect, test } from "vitest";
import type { AccountInput } from "../api.ts";
import {
  accountProblems,
  codeProblem,
  emailProblem,
  serverProblems,
  type Title,
} from "./problems.ts";

const TITLE: Title = {
  ...{ type: "company", title: "示例科技有限公司", taxNo: "91350100M000100Y43" },
  ...{ address: "", phone: "", bank: "", bankAccount: "", email: "" },
};

const GOOD: AccountInput = {
  ...{ company: "", contact: "", phone: "", address: "" },
  email: "finance@example.com",
  country: "CN",
  taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
  invoiceTitles: [TITLE],
  language: null,
  timeZone: "Asia/Shanghai",
};

test.each([
  ["", "required"],
  ["91350100M000100Y4", "codeLength"],
  ["91350100M000100Y430", "codeLength"],
  ["91350100M000100Y44", "codeCheck"],
  ["19350100M000100Y43", "codeCheck"],
  ["9135O100M000100Y43", "codeLetters"],
  ["91350100M000100YI3", "codeLetters"],
  ["91350100M000100Y43", undefined],
  [" 9135 0100-m000100y43 ", undefined],
])("the 税号 %j: %s", (typed, problem) => {
  expect(codeProblem(typed)).toBe(problem);
});

test.each([
  ["", undefined],
  ["a@example.com", undefined],
  [" a@example.com ", undefined],
  ["a@example", "email"],
  ["a.example.com", "email"],
  ["a@b@example.com", "email"],
  ["a b@example.com", "email"],
])("the e-mail %j: %s", (typed, problem) => {
  expect(emailProblem(typed)).toBe(problem);
});

describe("an account", () => {
  test("that is well has no problems, and an empty one neither", () => {
    expect(accountProblems(GOOD)).toEqual({});
    const nothing = { ...GOOD, email: "", country: "", taxIds: [], invoiceTitles: [] };
    expect(accountProblems({ ...nothing, timeZone: null })).toEqual({});
  });

  test("says at each field what is wrong with it", () => {
    expect(
      accountProblems({
        ...GOOD,
        email: "nobody",
        country: "cn",
        timeZone: "Asia/Nowhere",
        taxIds: [
          { kind: "eu", value: "DE000000000" },
          { kind: "jp", value: "T123" },
          { kind: "jp", value: "T7000012050002" },
        ],
        invoiceTitles: [
          { ...TITLE, title: " ", taxNo: "91350100M000100Y44" },
          { ...TITLE, type: "person", taxNo: "" },
        ],
      }),
    ).toEqual({
      email: "email",
      country: "country",
      timeZone: "timeZone",
      "taxIds.0.value": "taxEu",
      "taxIds.1.value": "taxJp",
      "invoiceTitles.0.title": "required",
      "invoiceTitles.0.taxNo": "codeCheck",
    });
  });
});

test("what the server finds stands at the field, also where it names the whole row", () => {
  const errors = ["email", "taxIds.1", "invoiceTitles.0", "invoiceTitles.2.title", "title"];
  expect(serverProblems(errors.map((field) => ({ field })))).toEqual({
    email: "email",
    "taxIds.1.value": "other",
    "invoiceTitles.0.taxNo": "other",
    "invoiceTitles.2.title": "other",
    taxNo: "other",
  });
});
