import type { Page } from "@playwright/test";
import type { Workbench } from "../../sandbox/workbench/server.ts";
import type { Stack } from "./stack.ts";
import { ACCOUNT, BILLING, PRICING, SUBSCRIPTION, USAGE } from "./support/addresses.ts";
import { flawsOf, TAGS } from "./support/axe.ts";
import type { Customer } from "./support/customers.ts";
import { openWorkbench, portalToken, WorkbenchPage } from "./support/embed.ts";
import { Host } from "./support/host.ts";
import { tabTo } from "./support/keyboard.ts";
import { keepPicture } from "./support/looks.ts";
import type { Operator } from "./support/operator.ts";
import { PRO_MONTHLY } from "./support/pricing.ts";
import type { Sandbox } from "./support/sandbox.ts";
import { expect, test } from "./support/test.ts";
import { cutOff, FONT_SIZE_PX, test as largeText, SCREENS } from "./support/text-size.ts";

/** Every page of the portal as it stands in a host's frame. */

let workbench: Workbench;
test.beforeAll(async ({ stack }) => {
  workbench = await openWorkbench(stack);
});
test.afterAll(() => workbench?.close());
test.beforeEach(({ trouble }) => trouble.expect(/Blocked autofocusing/));

/** Each page and dialog by what is there when it is whole. */
const STATES = [
  ["subscription", SUBSCRIPTION, ".portal-plan"],
  ["usage", USAGE, "[data-testid=event]"],
  ["billing", BILLING, "[data-testid=invoice]"],
  ["account", ACCOUNT, "main form"],
  ["pricing", PRICING, "[data-testid=plan]"],
] as const;

interface World {
  stack: Stack;
  sandbox: Sandbox;
  operator: Operator;
  customer: Customer;
}

/** Opens the frame for a customer with a plan, an invoice and usage. */
async function openFrame(page: Page, { stack, sandbox, operator, customer }: World) {
  await customer.subscribe(sandbox, "pro_monthly");
  const [invoice] = await operator.invoice(customer.id);
  await (await Host.withNewKey(stack)).record(customer.id, "ai_chat", 3, { id: "chat-1" });
  const host = new WorkbenchPage(page);
  await host.open(workbench.url, () => portalToken(stack, customer.id));
  await host.expectPlan(PRO_MONTHLY);
  return { host, number: invoice?.number ?? "nothing was issued" };
}

async function show(host: WorkbenchPage, path: string, mark: string) {
  await host.tell({ type: "portal:navigate", path });
  await expect(host.portal.locator(mark).first()).toBeVisible();
  await expect(host.portal.locator(".skeleton:visible")).toHaveCount(0);
}

/** No rule looks at language and scheme together (support/axe.ts). */
const LOOKS = [
  ["en", "dark"],
  ["jp", "light"],
  ["zh", "light"],
] as const;

test.describe("without movement", () => {
  // What fades in would be judged half transparent.
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("axe finds nothing on any page of the portal in the frame", async ({
    page,
    stack,
    sandbox,
    operator,
    customer,
  }) => {
    test.setTimeout(120_000);
    const { host, number } = await openFrame(page, { stack, sandbox, operator, customer });
    await host.tell({ type: "theme", theme: "system" });
    const found: string[] = [];
    const judge = async (what: string) => {
      for (const [language, colorScheme] of LOOKS) {
        // A message for each scheme besides, and the frame would take the test for a flood.
        await page.emulateMedia({ colorScheme });
        await page.getByLabel("语言").selectOption(language);
        await expect(host.portal.locator("html")).toHaveAttribute("lang", TAGS[language]);
        found.push(...(await flawsOf(host.frame, `${what}, ${language}, ${colorScheme}`)));
      }
    };
    for (const [what, path, mark] of STATES) {
      await show(host, path, mark);
      await judge(what);
    }
    await host.plan(PRO_MONTHLY).getByRole("button").click();
    await expect(host.portal.locator(".change-due")).toBeVisible();
    await judge("a change of plan");
    await page.keyboard.press("Escape");
    await show(host, `${BILLING}?invoice=${number}`, ".party");
    await judge("an invoice");
    expect(found).toEqual([]);
  });
});

test("the keyboard alone reaches every page in the frame and extends a plan there", async ({
  page,
  stack,
  sandbox,
  operator,
  customer,
}) => {
  const { host } = await openFrame(page, { stack, sandbox, operator, customer });
  const to = (target: ReturnType<typeof host.portal.locator>) => tabTo(page, target, host.frame);
  await page.getByLabel("外观").focus();
  const nav = host.portal.locator(".embed-nav a");
  await expect(nav).toHaveCount(STATES.length);
  for (const [index, [, , mark]] of STATES.entries()) {
    await page.getByLabel("外观").focus();
    await to(nav.nth(index));
    await page.keyboard.press("Enter");
    await expect(host.portal.locator(mark).first()).toBeVisible();
    await expect(nav.nth(index)).toHaveAttribute("aria-current", "page");
    if (index > 0) await expect(host.portal.locator("main")).toBeFocused();
  }
  await to(host.plan(PRO_MONTHLY).getByRole("button"));
  await page.keyboard.press("Enter");
  const dialog = host.portal.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: /^确认/ });
  await expect(confirm).toBeEnabled();
  await host.look();
  await to(confirm);
  await page.keyboard.press("Enter");
  await expect(host.dialog.code).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(host.dialog.code).toBeHidden();
});

largeText(
  "text at 200 % fits the frame on a desktop and a phone",
  async ({ page, stack, sandbox, operator, customer }, info) => {
    largeText.setTimeout(120_000);
    const { host, number } = await openFrame(page, { stack, sandbox, operator, customer });
    const fits = async (what: string) => {
      for (const language of ["zh", "en", "jp"]) {
        await page.getByLabel("语言").selectOption(language);
        for (const [screen, size] of SCREENS) {
          await page.setViewportSize(size);
          await keepPicture(page, info, `frame-${what}-${language}-${screen}-200`);
          expect(await cutOff(host.frame), `${what}, ${language}, ${screen}`).toEqual([]);
        }
      }
      await page.getByLabel("语言").selectOption("zh");
    };
    const size = () => getComputedStyle(document.documentElement).fontSize;
    expect(await host.frame.evaluate(size)).toBe(`${FONT_SIZE_PX}px`);
    for (const [what, path, mark] of STATES) {
      await show(host, path, mark);
      await fits(what);
    }
    await show(host, `${BILLING}?invoice=${number}`, ".party");
    await fits("invoice");
  },
);

test("the files of an invoice and of usage come through the frame, though no link carries its token", async ({
  page,
  context,
  stack,
  sandbox,
  operator,
  customer,
}) => {
  await operator.putFonts();
  const { host, number } = await openFrame(page, { stack, sandbox, operator, customer });
  await show(host, USAGE, "[data-testid=event]");
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    host.portal.getByRole("link", { name: "导出 CSV" }).click(),
  ]);
  expect(csv.suggestedFilename()).toMatch(/\.csv$/);
  expect(Buffer.concat(await (await csv.createReadStream()).toArray()).toString()).toContain(
    "chat-1",
  );

  await show(host, `${BILLING}?invoice=${number}`, ".party");
  const [pdf] = await Promise.all([
    page.waitForEvent("download"),
    host.portal.getByRole("button", { name: "下载 PDF" }).click(),
  ]);
  expect(pdf.suggestedFilename()).toBe(`${number}.pdf`);
  const bytes = Buffer.concat(await (await pdf.createReadStream()).toArray());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  const [printed] = await Promise.all([
    context.waitForEvent("page"),
    host.portal.getByRole("link", { name: "打印页" }).click(),
  ]);
  await expect(printed.locator("body")).toContainText(number);
  const looks = () => getComputedStyle(document.querySelector("dl div") as Element).display;
  expect(await printed.evaluate(looks), "with its own style").toBe("flex");
  await printed.close();
});

test("a card is given in a window of its own; what Stripe issued opens there, and the plan is cancelled and resumed in the frame", async ({
  page,
  context,
  stack,
  operator,
}) => {
  test.setTimeout(120_000);
  await stack.pushCatalog();
  await operator.set("payway_3_status", "true");
  const host = new WorkbenchPage(page);
  await host.open(workbench.url, () => portalToken(stack, "frame-card"));
  const confirm = await host.preview(PRO_MONTHLY);
  await host.look(); // The frame grows to the dialog's height, and the dialog moves.
  await host.portal.getByRole("dialog").locator("label", { hasText: "银行卡" }).click();
  await expect(confirm).toHaveText("前往银行卡支付页面");
  await expect(confirm).toBeEnabled();
  await host.look();
  const [checkout] = await Promise.all([context.waitForEvent("page"), confirm.click()]);
  await expect(checkout).toHaveURL(/\/stripe\/checkout\/cs_/);
  await checkout.locator('button[name="action"][value="pay"]').click();
  await expect(checkout.getByText("请关闭此窗口")).toBeVisible();
  await checkout.close();
  await page.keyboard.press("Escape");
  await show(host, SUBSCRIPTION, ".portal-plan");
  await expect(host.portal.locator("main")).toContainText("银行卡，自动续费", { timeout: 30_000 });

  const main = host.portal.getByRole("main");
  await main.getByRole("button", { name: "取消续费" }).click();
  const yes = host.portal.getByRole("dialog").getByRole("button", { name: "确认取消" });
  await expect(yes).toBeVisible();
  // Before anybody could have read it. The dialog stays, and what is said of the refusal hides nothing of it.
  await yes.press("Enter");
  await expect(page.locator("#said")).toHaveText("FRAME_NOT_SEEN");
  await expect(yes).toBeEnabled();
  await host.look();
  await yes.click();
  const resume = main.getByRole("button", { name: "恢复续费" });
  await expect(resume).toBeVisible();
  await host.look();
  await resume.click();
  await expect(main.getByRole("button", { name: "取消续费" })).toBeVisible();

  await show(host, BILLING, "[data-testid=invoice]");
  await host.portal.getByTestId("invoice").getByRole("link").first().click();
  const [atStripe] = await Promise.all([
    context.waitForEvent("page"),
    host.portal
      .getByRole("link", { name: /Stripe/ })
      .last()
      .click(),
  ]);
  await expect(atStripe).toHaveURL(new RegExp(`^${stack.sandboxUrl}/`));
  await atStripe.close();
});
