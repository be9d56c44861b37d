/** What a stage found. A failure is shown; the counts make the last line. */
export interface Outcome {
  passed: number;
  skipped: number;
  failures: Failure[];
}

export interface Failure {
  name: string;
  message: string;
}

export interface VitestReport {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
}

interface PlaywrightReport {
  errors?: { message?: string }[];
  suites?: PlaywrightSuite[];
}

interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    tests: { status: string; results: { errors?: { message?: string }[] }[] }[];
  }[];
}

/** Pure: reads vitest's JSON report. A file that could not even be loaded is one failure. */
export function readVitest(report: VitestReport, base: string): Outcome {
  const outcome: Outcome = { passed: 0, skipped: 0, failures: [] };
  for (const file of report.testResults) {
    const place = file.name.replace(`${base}/`, "");
    let failed = 0;
    for (const test of file.assertionResults) {
      if (test.status === "passed") outcome.passed += 1;
      else if (test.status === "failed") {
        failed += 1;
        const message = (test.failureMessages ?? []).join("\n");
        outcome.failures.push({ name: `${place} › ${test.fullName}`, message });
      } else outcome.skipped += 1;
    }
    if (file.status === "failed" && failed === 0)
      outcome.failures.push({ name: place, message: file.message ?? "the file failed to load" });
  }
  return outcome;
}

/** Pure: reads Playwright's JSON report. */
export function readPlaywright(report: PlaywrightReport): Outcome {
  const outcome: Outcome = { passed: 0, skipped: 0, failures: [] };
  for (const error of report.errors ?? [])
    outcome.failures.push({ name: "browser tests", message: error.message ?? "" });
  for (const suite of report.suites ?? []) readSuite(suite, [], outcome);
  return outcome;
}

function readSuite(suite: PlaywrightSuite, above: string[], outcome: Outcome): void {
  const titles = [...above, suite.title];
  for (const inner of suite.suites ?? []) readSuite(inner, titles, outcome);
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      if (test.status === "expected") outcome.passed += 1;
      else if (test.status === "skipped") outcome.skipped += 1;
      else {
        const errors = test.results.flatMap((result) => result.errors ?? []);
        const message = errors.map((error) => error.message ?? "").join("\n");
        outcome.failures.push({ name: [...titles, spec.title].join(" › "), message });
      }
    }
  }
}

/** Pure: all stages as one line, in the form that a reader of the last line expects. */
export function closingLine(outcomes: Outcome[]): string {
  const passed = outcomes.reduce((sum, one) => sum + one.passed, 0);
  const failed = outcomes.reduce((sum, one) => sum + one.failures.length, 0);
  return `${passed} passed, ${failed} failed`;
}
