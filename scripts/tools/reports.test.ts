import { expect, test } from "vitest";
import { closingLine, readPlaywright, readVitest } from "./reports.ts";

test("vitest: passed, failed, skipped and files that do not load are told apart", () => {
  const outcome = readVitest(
    {
      testResults: [
        {
          name: "/repo/a.test.ts",
          status: "failed",
          assertionResults: [
            { fullName: "adds", status: "passed" },
            { fullName: "subtracts", status: "failed", failureMessages: ["1 is not 2"] },
            { fullName: "later", status: "todo" },
          ],
        },
        { name: "/repo/b.test.ts", status: "failed", message: "no module", assertionResults: [] },
      ],
    },
    "/repo",
  );
  expect(outcome).toEqual({
    passed: 1,
    skipped: 1,
    failures: [
      { name: "a.test.ts › subtracts", message: "1 is not 2" },
      { name: "b.test.ts", message: "no module" },
    ],
  });
});

test("playwright: nested suites are counted and a failure is named with its path", () => {
  const failed = { status: "unexpected", results: [{ errors: [{ message: "no dialog" }] }] };
  const passed = { status: "expected", results: [{}] };
  const outcome = readPlaywright({
    suites: [
      {
        title: "buy.spec.ts",
        specs: [{ title: "opens", tests: [passed] }],
        suites: [{ title: "by WeChat", specs: [{ title: "pays", tests: [failed] }] }],
      },
    ],
  });
  expect(outcome).toEqual({
    passed: 1,
    skipped: 0,
    failures: [{ name: "buy.spec.ts › by WeChat › pays", message: "no dialog" }],
  });
});

test("a report without tests but with an error fails", () => {
  expect(readPlaywright({ errors: [{ message: "no browser" }] }).failures).toHaveLength(1);
});

test("the last line adds up all stages", () => {
  const one = { passed: 2, skipped: 1, failures: [] };
  const two = { passed: 0, skipped: 0, failures: [{ name: "x", message: "" }] };
  expect(closingLine([one, two])).toBe("2 passed, 1 failed");
});
