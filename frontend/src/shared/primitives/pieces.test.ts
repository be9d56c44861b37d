import { expect, test } from "vitest";
import { createTurn, drawInPieces, isShown } from "./pieces.ts";

test("a page that starts is drawn part by part, a task each, and shown when all is there", async () => {
  const seen: string[] = [];
  let bar = () => true;
  let page = () => true;
  const look = (when: string) => seen.push(`${when} ${bar()} ${page()} ${isShown()}`);
  const drawn = drawInPieces(
    () => {
      [bar, page] = [createTurn(), createTurn()];
      look("drawn");
    },
    () => look("shown"),
  );
  // Another task that waits has its turn in between.
  for (let task = 1; task <= 2; task++) {
    await new Promise((resolve) => setTimeout(resolve));
    look(`task ${task}`);
  }
  await drawn;
  look("after");
  expect(seen).toEqual([
    "drawn false false false",
    "task 1 true false false",
    "task 2 true true false",
    "shown true true false",
    "after true true true",
  ]);
});

test("once it is shown every part is drawn at once", () => {
  expect(createTurn()()).toBe(true);
});

test("a part that comes with the last task, or after one that failed, is drawn at once", async () => {
  const late: boolean[] = [];
  await drawInPieces(
    () => undefined,
    () => late.push(createTurn()()),
  );
  const failing = drawInPieces(
    () => {
      throw new Error("no page");
    },
    () => undefined,
  );
  await expect(failing).rejects.toThrow("no page");
  late.push(createTurn()());
  expect(late).toEqual([true, true]);
});
