import { randomUUID } from "node:crypto";
import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";
import { SignJWT } from "jose";
import { startWorkbench, type Workbench } from "../../../sandbox/workbench/server.ts";
import { createStatement, newKey } from "../../../scripts/tools/api-keys.ts";
import type { Stack } from "../stack.ts";
import { PayDialog } from "./dialog.ts";

/** The host product of the sandbox, which shows the portal in its sidebar. */
export async function openWorkbench(stack: Stack): Promise<Workbench> {
  const key = newKey();
  await stack.d1(createStatement(key, "workbench", Date.now()));
  const port = Number(new URL(stack.hostUrl).port);
  return startWorkbench({ port, appUrl: stack.appUrl, apiKey: key.token });
}

/** A portal token of this product's, with whatever a test wants in it. */
export async function portalToken(
  stack: Stack,
  sub: string,
  { origin = stack.hostUrl, seconds = 900, scopes = ["read", "manage"] } = {},
): Promise<string> {
  const token = await new SignJWT({ sub, origins: [origin], scopes, language: null, theme: null })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience("ec_portal")
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
    .sign(new TextEncoder().encode(stack.sessionSecret));
  return `ecp_${token}`;
}

/** As long as a customer looks at an amount at the least: less, and the frame takes a press for somebody else's doing. */
const LOOKS_MS = 1_000;

/** The workbench as its user sees it. */
export class WorkbenchPage {
  readonly page: Page;
  readonly portal: FrameLocator;
  readonly iframe: Locator;
  readonly dialog: PayDialog;

  constructor(page: Page) {
    this.page = page;
    this.iframe = page.locator("#portal iframe");
    this.portal = page.frameLocator("#portal iframe");
    this.dialog = new PayDialog(this.portal as unknown as Page, {
      success: "支付成功",
      expired: "二维码已失效，请点击刷新",
    });
  }

  /** `token` stands in for the backend's, when given. */
  async open(url: string, token?: () => Promise<string>): Promise<void> {
    if (token)
      await this.page.route("**/portal-token", async (route) =>
        route.fulfill({ json: { token: await token() } }),
      );
    await this.page.goto(url);
    await this.page.getByRole("button", { name: "账户与订阅" }).click();
  }

  /** The frame's own window. */
  get frame() {
    const found = this.page.frames().find((frame) => frame.url().endsWith("/embed"));
    if (!found) throw new Error("there is no frame");
    return found;
  }

  plan(name: string): Locator {
    const heading = this.portal.getByRole("heading", { name, exact: true });
    return this.portal.getByTestId("plan").filter({ has: heading });
  }

  /** From the customer's plan to what another one would cost. Answers with what confirms it. */
  async preview(name: string): Promise<Locator> {
    await this.portal.getByRole("link", { name: "选择计划" }).first().click();
    await this.plan(name).getByRole("button").click();
    const confirm = this.portal.getByRole("dialog").getByRole("button", { name: /^(确认|前往)/ });
    await expect(confirm).toBeEnabled();
    return confirm;
  }

  /** Whatever moves money is looked at before it is pressed. */
  async look(): Promise<void> {
    await this.page.waitForTimeout(LOOKS_MS);
  }

  /** Says something to the frame as the host's page would. */
  async tell(message: object): Promise<void> {
    await this.iframe.evaluate(
      (frame, said) => (frame as HTMLIFrameElement).contentWindow?.postMessage(said, "*"),
      message,
    );
  }

  async expectPlan(name: string): Promise<void> {
    await expect(this.portal.locator(".portal-plan").first()).toContainText(name);
  }
}
