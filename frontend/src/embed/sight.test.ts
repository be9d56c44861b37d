import { beforeEach, describe, expect, test } from "vitest";
import { createSight, READ_MS_MAX, SEEN_MS_MIN, type Sight } from "./sight.ts";
import { onlySeen, problem } from "./transport.ts";

/** As much of an element as the rules look at. */
const node = (parentElement: Element | null = null) =>
  ({ parentElement, isConnected: true }) as unknown as Element & { isConnected: boolean };

let now: number;
let tell: Map<Element, (isSeen: boolean) => void>;
let sight: Sight;
beforeEach(() => {
  now = 1_000;
  tell = new Map();
  sight = createSight({
    now: () => now,
    observe: (element, told) => void tell.set(element, told),
  });
});

const show = (element: Element, isSeen = true) => tell.get(element)?.(isSeen);
const pressed = (element: Element | null) => {
  sight.press(element);
  return sight.takePress();
};

describe("a press counts", () => {
  let button: Element;
  beforeEach(() => {
    button = node();
    sight.watch(button, "control");
  });

  test("when its control has been in sight for long enough, and so where its text is pressed", () => {
    show(button);
    now += SEEN_MS_MIN;
    expect(pressed(button)).toBe(true);
    expect(pressed(node(node(button)))).toBe(true);
  });

  test("once", () => {
    show(button);
    now += SEEN_MS_MIN;
    sight.press(button);
    expect([sight.takePress(), sight.takePress()]).toEqual([true, false]);
  });

  test.each([
    ["nothing is known of its control", () => undefined],
    ["its control was never in sight", () => show(button, false)],
    ["its control has just come into sight", () => show(button)],
    [
      "its control was in sight, and is covered now",
      () => {
        show(button);
        now += 10_000;
        show(button, false);
      },
    ],
    [
      "its control was covered in between, and is back for a moment",
      () => {
        show(button);
        now += 10_000;
        show(button, false);
        show(button);
        now += SEEN_MS_MIN - 1;
      },
    ],
    [
      "the words were never in sight",
      () => {
        sight.watch(node(), "words");
        show(button);
        now += 10_000;
      },
    ],
  ])("not when %s", (_what, happens) => {
    happens();
    expect(pressed(button)).toBe(false);
  });

  test("not when something else was pressed after it", () => {
    show(button);
    now += SEEN_MS_MIN;
    sight.press(button);
    expect([pressed(node()), pressed(null)]).toEqual([false, false]);
  });

  test("with its words read before, though they are scrolled away, and with words that are gone", () => {
    const [words, gone] = [node(), node()];
    sight.watch(words, "words");
    sight.watch(gone, "words");
    show(words);
    show(button);
    now += SEEN_MS_MIN;
    show(words, false);
    expect(pressed(button), "words that nobody has read").toBe(false);
    gone.isConnected = false;
    now += READ_MS_MAX;
    expect(pressed(button)).toBe(true);
    now += 1;
    expect(pressed(button), "words that were read long ago").toBe(false);
    show(words);
    now += SEEN_MS_MIN;
    expect(pressed(button)).toBe(true);
  });

  test("since it came into sight, however often the browser says so", () => {
    show(button);
    now += SEEN_MS_MIN - 1;
    show(button);
    now += 1;
    expect(pressed(button)).toBe(true);
  });
});

describe("without a press that was seen", () => {
  const passed = async (method: string, path: string, wasSeen: boolean) => {
    const sent: string[] = [];
    const send = onlySeen(
      async (asked) => {
        sent.push(asked);
        return new Response();
      },
      { takePress: () => wasSeen },
      () => problem(403, "FRAME_NOT_SEEN"),
    );
    const { status } = await send(path, { method });
    return [status, sent.length];
  };

  test.each(["upgrade", "cancel", "resume"])("%s is not asked for", async (act) => {
    const path = `/api/portal/subscription/${act}`;
    expect(await passed("POST", path, false)).toEqual([403, 0]);
    expect(await passed("POST", path, true)).toEqual([200, 1]);
  });

  test.each([
    ["GET", "/api/portal/subscription"],
    ["POST", "/api/portal/subscription/preview"],
    ["POST", "/api/portal/subscription/card"],
    ["POST", "/api/pay/prepay"],
    ["PUT", "/api/portal/account"],
  ])("%s %s is, for it moves no money", async (method, path) => {
    expect(await passed(method, path, false)).toEqual([200, 1]);
  });
});
