import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { alipayRoutes } from "./alipay/routes.ts";
import { cashierRoutes } from "./cashier/routes.ts";
import { controlRoutes } from "./control/routes.ts";
import { type Snapshot, takeSnapshot } from "./control/snapshot.ts";
import { identityRoutes } from "./identity/routes.ts";
import { generateKeys, loadOrCreateKeys, type SandboxKeys } from "./keys.ts";
import { invoicePages } from "./stripe/pages/invoice-routes.ts";
import { portalPages } from "./stripe/pages/portal-routes.ts";
import { stripePages } from "./stripe/pages/routes.ts";
import { stripeRoutes } from "./stripe/routes.ts";
import { resumeRefunds } from "./wechat/refunds.ts";
import { wechatRoutes } from "./wechat/routes.ts";
import {
  createWorld,
  forgetEverything,
  type ResponseSigner,
  type SandboxEnv,
  type World,
} from "./world.ts";

interface SandboxOptions {
  /** 0 takes a free one. */
  port?: number;
  /** Given keys win over kept ones. */
  keys?: SandboxKeys;
  /** Where keys and trades are kept; without it keys are new each time and trades end with the process. */
  stateDirectory?: string;
  /** The product's base URL. */
  appUrl?: string;
  /** Which WeChat key signs answers to requests without Wechatpay-Serial; the old one by default. */
  responseSigner?: ResponseSigner;
}

export interface Sandbox {
  url: string;
  port: number;
  keys: SandboxKeys;
  snapshot(): Snapshot;
  close(): Promise<void>;
}

export const PORT_DEFAULT = 8790;
export const APP_URL_DEFAULT = "http://localhost:8788";

/** Starts the outside world: all gateways, the identity provider, the cashier and the control API on one port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const keys = options.keys ?? (await keysOf(options.stateDirectory));
  const appUrl = (options.appUrl ?? APP_URL_DEFAULT).replace(/\/$/, "");
  // The address is part of the issuer, and with port 0 it is known only once the port is open.
  let listener: RequestListener | undefined;
  const { port, servers } = await listen(options.port ?? PORT_DEFAULT, (request, response) =>
    listener?.(request, response),
  );
  const { responseSigner = "certificate", stateDirectory } = options;
  const url = `http://localhost:${port}`;
  const world = createWorld(keys, { appUrl, url, responseSigner, stateDirectory });
  resumeRefunds(world);
  world.stripe.runDue();
  listener = getRequestListener(createApp(world).fetch);
  return {
    url: world.url,
    port,
    keys,
    snapshot: () => takeSnapshot(world),
    async close() {
      world.stripe.file.stop();
      world.tradeFile.stop(); // Everything is written already; what follows must not be.
      forgetEverything(world);
      await Promise.all(servers.map(closeServer));
    },
  };
}

const keysOf = (directory: string | undefined): Promise<SandboxKeys> =>
  directory === undefined ? generateKeys() : loadOrCreateKeys(directory);

function createApp(world: World): Hono<SandboxEnv> {
  return new Hono<SandboxEnv>()
    .get("/", (context) => context.text(WELCOME))
    .route("/", wechatRoutes(world))
    .route("/", alipayRoutes(world))
    .route("/", stripeRoutes(world))
    .route("/", stripePages(world))
    .route("/", portalPages(world))
    .route("/", invoicePages(world))
    .route("/", cashierRoutes(world))
    .route("/identity", identityRoutes(world))
    .route("/control", controlRoutes(world));
}

const WELCOME = `Sandbox of the Entitlement Center: WeChat Pay, Alipay, Stripe and an identity provider on this machine.

GET /control/books shows all trades, notifications and requests.
sandbox/README.md describes the rest.
`;

/**
 * How long an idle connection is kept open. workerd drops its own after 5 s, and so does Node: whoever asks at that very
 * moment finds the connection lost. The side that answers must be the one that waits longer.
 */
export const KEEP_ALIVE_MS = 60_000;

/** Both loopback families, because `localhost` means one or the other. A machine without IPv6 does with one. */
async function listen(wanted: number, listener: RequestListener) {
  const first = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  await open(first, wanted, "127.0.0.1");
  const { port } = first.address() as AddressInfo;
  const second = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  const servers = [first];
  try {
    await open(second, port, "::1");
    servers.push(second);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "EADDRINUSE") {
      await closeServer(first);
      if (wanted === 0) return listen(wanted, listener);
      throw error;
    }
    if (!["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(code)) throw error;
  }
  return { port, servers };
}

function open(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
