import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { leave, localAddresses, requireAlone } from "./running.ts";

const FIRST = { appUrl: "http://localhost:8788", sandboxUrl: "http://localhost:8790" };
const SECOND = { appUrl: "http://localhost:1", sandboxUrl: "http://localhost:2" };
const mark = () => path.join(mkdtempSync(path.join(tmpdir(), "running-")), "running.json");

test("a second run is refused with the first one's address", async () => {
  const file = mark();
  const first = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "start.ts"]);
  try {
    writeFileSync(file, JSON.stringify({ pid: first.pid, ...FIRST }));
    await expect(requireAlone(file, SECOND)).rejects.toThrow(FIRST.appUrl);
  } finally {
    first.kill();
  }
});

test.each([
  ["of a run that ended", JSON.stringify({ pid: 2 ** 22 - 1, ...FIRST })],
  ["of a process that is none of ours", JSON.stringify({ pid: process.ppid, ...FIRST })],
  ["cut short by a crash", '{"pid":'],
])("a mark %s does not keep anyone from starting", async (_what, content) => {
  const file = mark();
  writeFileSync(file, content);
  await requireAlone(file, FIRST);
  leave(file);
});

test("the product is found at the ports that are named, else where it runs, else at the usual ones", async () => {
  const file = mark();
  expect(localAddresses({}, file)).toEqual(FIRST);

  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "start.ts"]);
  try {
    writeFileSync(file, JSON.stringify({ pid: other.pid, ...SECOND }));
    expect(localAddresses({}, file)).toEqual(SECOND);
    expect(localAddresses({ PORT: "9000" }, file)).toEqual({
      appUrl: "http://localhost:9000",
      sandboxUrl: SECOND.sandboxUrl,
    });
    expect(localAddresses({ SANDBOX_PORT: "9002" }, file)).toEqual({
      appUrl: SECOND.appUrl,
      sandboxUrl: "http://localhost:9002",
    });
  } finally {
    other.kill();
  }
});
