import { parseSync } from "vite";
import { expect, test } from "vitest";
import { hardCodedTexts } from "./hardCoded.ts";

const textsIn = (code: string): string[] => {
  const { program, errors } = parseSync("new.tsx", code);
  expect(errors).toEqual([]);
  return hardCodedTexts(program);
};

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the cases are code.
test.each([
  ["<p>Buy now</p>", "Buy now"],
  ["<p>Buy</p>", "Buy"],
  ["<p>x</p>", "x"],
  ["<p>立即购买</p>", "立即购买"],
  ["<p>Ещё</p>", "Ещё"],
  ["<>Buy</>", "Buy"],
  ["<p>Are you sure?</p>", "Are you sure?"],
  ["<p>Total: {x()}</p>", "Total:"],
  ["<p>{count()} days left</p>", "days left"],
  ["<p>Pay (by card)</p>", "Pay (by card)"],
  ["<p>Sign in & pay</p>", "Sign in & pay"],
  ["<p>Sign in &amp; pay</p>", "Sign in &amp; pay"],
  ["<p>We're closed; come back</p>", "We're closed; come back"],
  ["<p>\n  Buy\n  now <b>{name()}</b>\n</p>", "Buy now"],
  ["<p>{/* why */}See // here</p>", "See // here"],
])("words between tags are found: %s", (code, text) => {
  expect(textsIn(code)).toEqual([text]);
});

test.each([
  ['<p>{"Buy"}</p>', ["Buy"]],
  ['<b>{open() ? "Open" : "Closed"}</b>', ["Open", "Closed"]],
  ['<b>{open() ? t("common.open") : late() ? "late" : ""}</b>', ["late"]],
  ['<b>{name() || "nobody"}</b>', ["nobody"]],
  ['<b>{name() ?? "nobody"}</b>', ["nobody"]],
  ['<b>{open() && "Open"}</b>', ["Open"]],
  ['<b>{"for " + name()}</b>', ["for"]],
  ['<b>{("Open" as string)!}</b>', ["Open"]],
  ['<b>{["Open", <i />]}</b>', ["Open"]],
  ["<p>{`Only ${n} left`}</p>", ["Only … left"]],
  ['<p>{`${n} ${n > 1 ? "days" : "day"}`}</p>', ["days", "day"]],
  ['<Show when={x()}>{(known) => known().name || "nobody"}</Show>', ["nobody"]],
  ['<Show when={x()}>{() => <b>{"Open"}</b>}</Show>', ["Open"]],
])("literals shown as children are found: %s", (code, texts) => {
  expect(textsIn(code)).toEqual(texts);
});

test.each([
  ['<a title="Close" />', ["Close"]],
  ["<a title='Close' />", ["Close"]],
  ['<a aria-label="Close" />', ["Close"]],
  ['<a aria-description="Closes" />', ["Closes"]],
  ['<img alt="A picture" />', ["A picture"]],
  ['<img alt={"picture"} />', ["picture"]],
  ['<input placeholder="Name?" />', ["Name?"]],
  ["<Notice title={`Nothing here`} />", ["Nothing here"]],
  ["<Notice desc={`${n} left`} />", ["… left"]],
  ['<a title={open() ? "Close" : "Open"} />', ["Close", "Open"]],
  ['<a title={name() ?? "nobody"} />', ["nobody"]],
  ['<Show when={x()} fallback="Loading" />', ["Loading"]],
  ['<p textContent="Loading" />', ["Loading"]],
  ['<p attr:title="Close" prop:textContent={"Loading"} />', ["Close", "Loading"]],
])("literals in attributes that people read are found: %s", (code, texts) => {
  expect(textsIn(code)).toEqual(texts);
});

test.each([
  ['showToast("ok", "Payment received");', ["Payment received"]],
  ["showToast('ok', `Payment received: ${n}`);", ["Payment received: …"]],
  ['const text = open() ? "Come in" : "";', ["Come in"]],
])("a sentence is found wherever it stands: %s", (code, texts) => {
  expect(textsIn(code)).toEqual(texts);
});

test.each([
  '<p class="card wide">{x()}</p>',
  "<p class={`card ${wide() ? 'wide' : 'narrow'}`} />",
  '<p className="card" classList={{ wide: true }} style="color: red" />',
  '<p id="top" role="status" data-testid="order-total" aria-live="polite" />',
  '<A href="/records" rel="external">{t("common.records")}</A>',
  '<p>{t("common.paging.count", { total: whole(total()) })}</p>',
  "<p>{t(`common.theme.${theme()}`)}</p>",
  '<p>{t(open() ? "common.open" : "common.closed")}</p>',
  '<a title={t("common.action.close")} />',
  '<a title={labels["close"]} aria-label={`${t("common.label.theme")}: ${name()}`} />',
  '<img alt="" />',
  "<p></p>",
  "<p>{}</p>",
  '<p>{""}</p>',
  "<p> · </p>",
  '<p>{" · "}</p>',
  "<p>&nbsp;</p>",
  "<p>– × ¥ 1,000.00 …</p>",
  "<p>{42}</p>",
  "<p>{`${n} / ${m}`}</p>",
  "<p>{/* A note for developers */}</p>",
  '<p>{state() === "open" && x()}</p>',
  '<p>{"open" in states() ? x() : y()}</p>',
  '<For each={["day", "week"]}>{(part) => <b class={part}>{part}</b>}</For>',
  '<button onClick={() => choose("open")}>{x()}</button>',
  'if (!root) throw new Error("The page has no #app");',
  'console.warn("The page has no #app"); invariant(x, `The page has no ${x}`);',
  'import x from "./x.tsx"; const path = "M9 16.5l4.8 4.8L23.4 11";',
])("what nobody reads is not found: %s", (code) => {
  expect(textsIn(code)).toEqual([]);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the cases are code.
