import { afterEach, expect, test, vi } from "vitest";
import { pdfAddress, printAddress } from "../portal/api.ts";
import { fileNameIn, followLinks } from "./links.ts";

const PORTAL = "https://pay.example.com";
afterEach(() => vi.unstubAllGlobals());

/** What a press of a link in the frame does, where the Worker gives this answer. */
async function pressed(href: string, answer: Response) {
  const did = { sent: [] as string[], opened: [] as string[], failed: 0, saved: [] as object[] };
  let press: (event: object) => void = () => undefined;
  const file = {
    click: () => did.saved.push({ target: file.target, download: file.download }),
  } as {
    click(): void;
    target?: string;
    download?: string;
  };
  vi.stubGlobal("location", new URL(`${PORTAL}/embed`));
  vi.stubGlobal("document", {
    addEventListener: (_type: string, listener: typeof press) => {
      press = listener;
    },
    createElement: () => file,
  });
  followLinks({
    isPage: () => false,
    send: async (path) => {
      did.sent.push(path);
      return answer;
    },
    open: (url) => void did.opened.push(url),
    onFailure: () => {
      did.failed += 1;
    },
  });
  const link = { href: new URL(href, PORTAL).href, target: "" };
  const event = {
    ...{ target: { closest: () => link } },
    ...{ preventDefault: vi.fn(), stopPropagation: vi.fn() },
  };
  press(event);
  await vi.waitFor(() => {
    if (did.sent.length > 0 && did.opened.length + did.failed + did.saved.length === 0)
      throw new Error("nothing has come of it yet");
  });
  return { ...did, left: link.target, prevented: event.preventDefault.mock.calls.length };
}

test.each([
  [printAddress("in_1", "en"), "text/html", "", { target: "_blank", download: undefined }],
  [
    "/api/portal/usage/detail.csv?from=1",
    ...["text/csv", 'attachment; filename="usage.csv"'],
    { target: undefined, download: "usage.csv" },
  ],
] as const)(
  "%s is asked for with the token, not followed",
  async (path, type, disposition, file) => {
    const headers = { "content-type": type, "content-disposition": disposition };
    expect(await pressed(path, new Response("x", { headers }))).toEqual({
      ...{ sent: [path], opened: [], failed: 0, saved: [file], left: "", prevented: 1 },
    });
  },
);

test.each([pdfAddress("in_1"), printAddress("in_1")])(
  "%s of a document of Stripe's opens Stripe's page",
  async (path) => {
    const url = "https://pay.stripe.com/invoice/acct_1/live_1/pdf";
    const did = await pressed(path, Response.json({ url }));
    expect(did).toMatchObject({ sent: [path], opened: [url], failed: 0, saved: [] });
  },
);

test("an address that is none, or a refusal, is told and opens nothing", async () => {
  for (const answer of [
    Response.json({ url: "javascript:alert(1)" }),
    Response.json({}),
    Response.json({ code: "INVOICE_NOT_FOUND" }, { status: 404 }),
  ])
    expect(await pressed(pdfAddress("in_1"), answer)).toMatchObject({
      ...{ opened: [], failed: 1, saved: [] },
    });
});

test("everything else opens in a window, without the token", async () => {
  const did = await pressed("https://example.com/terms", new Response());
  expect(did).toMatchObject({ sent: [], left: "_blank", prevented: 0 });
});

test.each([
  ['attachment; filename="usage.csv"', "usage.csv"],
  ["attachment; filename=INV202512001.pdf", "INV202512001.pdf"],
  [`attachment; filename="x.csv"; filename*=UTF-8''%E7%94%A8%E9%87%8F.csv`, "用量.csv"],
  ["attachment", "download"],
  ["inline; filename=x.pdf", null],
  ["", null],
])("%j is kept as %j", (disposition, name) => {
  expect(fileNameIn(disposition)).toBe(name);
});
