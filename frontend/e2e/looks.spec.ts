import type { Locator, Page } from "@playwright/test";
import { CENTRE } from "./support/addresses.ts";
import { ALIPAY, PRO, WECHAT } from "./support/centre.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { expect, test } from "./support/test.ts";

/** WCAG, for text of usual size. */
const CONTRAST_MIN = 4.5;

/** The contrast of an element's text with the nearest background that is painted behind it. */
const contrastOf = (element: Locator): Promise<number> =>
  element.evaluate((node) => {
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no canvas");
    const pixel = (colors: string[]): number[] => {
      for (const color of colors) {
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    const backgrounds: string[] = [];
    let opacity = 1;
    for (let one: Element | null = node; one; one = one.parentElement) {
      backgrounds.unshift(getComputedStyle(one).backgroundColor);
      opacity *= Number(getComputedStyle(one).opacity);
    }
    if (opacity < 1) return 0;
    const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
      const linear = (value: number) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      };
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    };
    const ground = luminance(pixel(["#fff", ...backgrounds]));
    const text = luminance(pixel(["#fff", ...backgrounds, getComputedStyle(node).color]));
    return (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
  });

for (const colorScheme of ["light", "dark"] as const) {
  test(`in ${colorScheme} a disabled button and a sold-out card are read under the pointer, too`, async ({
    page,
    centre,
    operator,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const gone = await operator.offer(`e2e-gone-${colorScheme}`, 0);
    await centre.open();
    await expect(centre.buyButton).toBeDisabled();
    await centre.buyButton.hover({ force: true });
    await page.waitForTimeout(50);
    expect(await contrastOf(centre.buyButton)).toBeGreaterThanOrEqual(CONTRAST_MIN);
    const card = centre.packageCard(gone.name);
    await card.hover({ force: true });
    for (const part of [".badge", ".package-name", ".price-amount"])
      expect(await contrastOf(card.locator(part)), part).toBeGreaterThanOrEqual(CONTRAST_MIN);
  });
}

for (const width of [1440, 390]) {
  test(`one unbreakable line in a package keeps the page at ${width} in its bounds`, async ({
    page,
    centre,
    operator,
    stack,
  }) => {
    await page.setViewportSize({ width, height: 900 });
    const id = `e2e-wide-${width}`;
    await operator.offer(id, 5);
    const line = "https://example.com/".padEnd(160, "W");
    await stack.d1(
      `UPDATE coze_package SET name = '${line}', label = '${line}', description = '${line}',
       content = '["${line}"]' WHERE id = '${id}'`,
    );
    await operator.set("coze_package_explain", `<p>${line}</p>`);
    await operator.forgetCatalog();
    await centre.open();
    await expect(page.getByText("https://example.com/").first()).toBeVisible();
    await expectGoodLooks(page, test.info(), `unbreakable-${width}`);
  });
}

test("when a code expires nothing moves, its tip goes, and the last ten seconds are urgent", async ({
  page,
  centre,
  customer: _,
}) => {
  await page.clock.install();
  await centre.open();
  await centre.buy(PRO, WECHAT);
  const surface = page.locator(".pay-dialog .modal-surface");
  const tip = centre.dialog.root.getByText("请使用微信扫描二维码完成支付");
  await expect(tip).toBeVisible();
  await expect(page.locator(".time-bar.urgent")).toHaveCount(0);
  const before = await surface.boundingBox();
  await page.clock.fastForward("01:52");
  await expect(page.locator(".time-bar.urgent")).toHaveCount(1);
  await page.clock.fastForward("00:10");
  await expect(centre.dialog.expired).toBeVisible();
  await expect(tip).toBeHidden();
  expect((await surface.boundingBox())?.height).toBe(before?.height);
});

/** What a browser's translation does to a page: each text goes into elements of its own, and the page's text node is gone. */
const translateAll = () => {
  const skipped = (text: Node) =>
    text.parentElement?.closest("font, script, style, template, [translate=no]") != null;
  const wrap = (root: Node) => {
    const texts: Text[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    if (root instanceof Text) texts.push(root);
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (!text.data.trim() || !text.parentNode || skipped(text)) continue;
      const outer = document.createElement("font");
      const inner = outer.appendChild(document.createElement("font"));
      inner.textContent = text.data;
      text.replaceWith(outer);
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    wrap(document.body);
    new MutationObserver((records) => {
      for (const { addedNodes } of records) addedNodes.forEach(wrap);
    }).observe(document.body, { childList: true, subtree: true });
  });
};

async function expectReads(page: Page, text: string): Promise<void> {
  await expect(page.getByRole("dialog")).toContainText(text);
}

test("a translated page follows the order: another way to pay, an expired code, the payment", async ({
  page,
  centre,
  customer: _,
  sandbox,
}) => {
  await page.addInitScript(translateAll);
  await page.clock.install();
  await centre.open();
  await centre.buy(PRO, WECHAT);
  await expectReads(page, "微信扫码支付");
  const { qrCode } = await centre.codeAfter(() => centre.dialog.payWay(ALIPAY).click());
  await expectReads(page, "支付宝扫码支付");
  await expectReads(page, "请使用支付宝扫描二维码完成支付");
  await expect(centre.dialog.root).not.toContainText("微信扫码");
  await expect(centre.dialog.timer).toHaveText(/^(2:00|1:5\d)$/);
  await page.clock.fastForward("02:01");
  await expect(centre.dialog.live).toContainText("二维码已失效");
  await sandbox.pay(qrCode.code_url);
  await centre.dialog.expectSuccess();
  await expectReads(page, "有效期至");
  await page.goto(CENTRE);
  await centre.expectHas(PRO.name);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("what works there comes first: Alipay opens its app, WeChat leads to another screen", async ({
    page,
    centre,
    customer: _,
  }) => {
    await centre.open();
    await centre.buy(PRO, WECHAT);
    const topOf = async (part: Locator) => (await part.boundingBox())?.y ?? Number.NaN;
    const copy = centre.dialog.root.getByRole("button", { name: "复制本页链接" });
    await expect(copy).toHaveClass(/primary/);
    expect(await topOf(copy)).toBeLessThan(await topOf(centre.dialog.code));
    await expect(centre.dialog.root).toContainText("让另一台手机扫描下方二维码");

    const { qrCode } = await centre.codeAfter(() => centre.dialog.payWay(ALIPAY).click());
    const app = centre.dialog.root.getByRole("link", { name: "在支付宝中打开" });
    await expect(app).toHaveAttribute("href", qrCode.code_url);
    await expect(app).toHaveClass(/primary/);
    expect(await topOf(app)).toBeLessThan(await topOf(centre.dialog.code));
    await expectGoodLooks(page, test.info(), "phone-first");
  });
});
