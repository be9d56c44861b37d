import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { leave, requireAlone } from "./alone.ts";

const URL = "http://localhost:8788";
const mark = () => path.join(mkdtempSync(path.join(tmpdir(), "alone-")), "running.json");

test("a second run is refused with the first one's address", async () => {
  const file = mark();
  const first = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "start.ts"]);
  try {
    writeFileSync(file, JSON.stringify({ pid: first.pid, url: URL }));
    await expect(requireAlone(file, "http://localhost:1")).rejects.toThrow(URL);
  } finally {
    first.kill();
  }
});

test.each([
  ["of a run that ended", JSON.stringify({ pid: 2 ** 22 - 1, url: URL })],
  ["of a process that is none of ours", JSON.stringify({ pid: process.ppid, url: URL })],
  ["cut short by a crash", '{"pid":'],
])("a mark %s does not keep anyone from starting", async (_what, content) => {
  const file = mark();
  writeFileSync(file, content);
  await requireAlone(file, URL);
  leave(file);
});
