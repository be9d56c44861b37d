import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { PEOPLE } from "../identity/people.ts";
import { workbenchPage } from "./page.ts";

/** A name that is not the product's: to a browser the two are different sites, as a host and its centre are. */
const HOST = "127.0.0.1";

export interface Workbench {
  url: string;
  close(): Promise<void>;
}

interface WorkbenchOptions {
  /** 0 takes any that is free. */
  port: number;
  /** The product that it embeds. */
  appUrl: string;
  /** The host product's key, which stays in this process. */
  apiKey: string;
}

/** A host product on another site, which shows the portal in its sidebar. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  let url = "";
  const app = createApp(options, () => url);
  const server = createServer(getRequestListener(app.fetch));
  await listen(server, options.port);
  url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });

const asset = (name: string) =>
  readFileSync(path.join(import.meta.dirname, "assets", name), "utf8");

function createApp({ appUrl, apiKey }: WorkbenchOptions, ownUrl: () => string) {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${appUrl}`,
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self'",
    `frame-src ${appUrl}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return new Hono()
    .get("/", (c) => {
      c.header("content-security-policy", policy);
      c.header("cache-control", "no-store");
      return c.html(workbenchPage(appUrl));
    })
    .get("/workbench.css", (c) =>
      c.body(asset("workbench.css"), 200, { "content-type": "text/css" }),
    )
    .get("/workbench.js", (c) =>
      c.body(asset("workbench.js"), 200, { "content-type": "text/javascript" }),
    )
    .post("/portal-token", async (c) => {
      // A page elsewhere could post here blindly, and the answer is somebody's account.
      if (c.req.header("origin") !== ownUrl()) return c.json({ error: "another origin" }, 403);
      const { customer } = (await c.req.json()) as { customer?: string };
      // A real host product takes the customer from its own session.
      if (!PEOPLE.some(({ sub }) => sub === customer)) return c.json({ error: "nobody" }, 404);
      const answer = await fetch(`${appUrl}/api/customers/${customer}/portal-session`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ origins: [ownUrl()], scopes: ["read", "manage"] }),
      });
      return c.body(await answer.text(), answer.ok ? 200 : 502, {
        "content-type": "application/json",
        "cache-control": "no-store",
      });
    });
}
