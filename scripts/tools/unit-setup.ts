import { afterAll, vi } from "vitest";

// The files of a run share one process. Each leaves the clock and the globals as they were: a timer that is still faked never
// goes off in whatever file comes next.
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
