import { createDecipheriv } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { generateKeys, productVariables } from "../../sandbox/keys.ts";
import { DELIVERY_RULES } from "../../sandbox/notifier.ts";
import { KEEP_ALIVE_MS, startSandbox } from "../../sandbox/server.ts";
import { freshSeed } from "../../scripts/tools/lab.ts";
import type { Mail } from "./mail.ts";
import { startPdfServer } from "./pdf-server.ts";

/** What `npm test` runs of the laboratory, from a fresh seed each time; `npm run lab` runs more. */
const SCHEDULES_IN_TESTS = 20;
const MONTHS_IN_TESTS = 6;
const SHUFFLES_IN_TESTS = 2;

/**
 * Starts the outside world for tests in workerd. Nothing listens for the Worker under test, so notifications go to a
 * mailbox, from which a test takes them and hands them in when, and as often as, it wants.
 */
export default async function setup(project: TestProject) {
  const keys = await generateKeys();
  const mailbox = await startMailbox(keys.wechat.apiV3Key);
  const sandbox = await startSandbox({ port: 0, keys, appUrl: mailbox.url });
  const pdf = await startPdfServer();
  project.provide("pdfUrl", pdf.url);
  project.provide("sandboxUrl", sandbox.url);
  project.provide("mailboxUrl", mailbox.url);
  project.provide("variables", {
    ...productVariables(keys, { appUrl: mailbox.url, sandboxUrl: sandbox.url }),
    SESSION_SECRETS: crypto.randomUUID().repeat(2),
    CRON_SECRET: crypto.randomUUID(),
    EMBED_ORIGINS: "https://app.example.com, http://127.0.0.1:8791",
  });
  project.provide("lab", {
    // Named by the tests that it draws.
    firstSeed: Number(process.env.LAB_SEED ?? freshSeed()),
    schedules: Number(process.env.LAB_SCHEDULES ?? SCHEDULES_IN_TESTS),
    months: Number(process.env.LAB_SCHEDULES ?? MONTHS_IN_TESTS),
    shuffles: Number(process.env.LAB_SHUFFLES ?? SHUFFLES_IN_TESTS),
    eachDelivery: process.env.LAB_SHUFFLES !== undefined,
    retriesMs: {
      wechat: [...DELIVERY_RULES.wechat.retriesMs],
      alipay: [...DELIVERY_RULES.alipay.retriesMs],
    },
  });
  return async () => {
    await sandbox.close();
    await mailbox.close();
    await pdf.close();
  };
}

async function startMailbox(apiV3Key: string) {
  let mails: Mail[] = [];
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, async (request, response) => {
    if (request.method === "GET") {
      const taken = mails;
      mails = [];
      response.setHeader("content-type", "application/json").end(JSON.stringify(taken));
      return;
    }
    const body = await text(request);
    mails.push({
      ...(request.headers["stripe-signature"]
        ? eventIn(body)
        : { number: numberIn(body, apiV3Key) }),
      path: request.url ?? "",
      headers: request.headers as Record<string, string>,
      body,
    });
    // Both gateways take this for an acknowledgement, so a test alone decides about repeats.
    response.setHeader("content-type", "text/plain").end("success");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What an event of Stripe's is about: the number that its session carries, or else the payment. */
function eventIn(body: string): Pick<Mail, "number" | "what"> {
  const { type, data } = JSON.parse(body) as {
    type: string;
    data: { object: { client_reference_id?: string; payment_intent?: string } };
  };
  const { client_reference_id, payment_intent } = data.object;
  return { number: client_reference_id ?? payment_intent ?? null, what: type };
}

/** Alipay's form says the number openly, WeChat's JSON inside its ciphertext. */
function numberIn(body: string, apiV3Key: string): string | null {
  if (!body.startsWith("{")) return new URLSearchParams(body).get("out_trade_no");
  try {
    const { resource } = JSON.parse(body) as { resource: Record<string, string> };
    const sealed = Buffer.from(resource.ciphertext ?? "", "base64");
    const decipher = createDecipheriv("aes-256-gcm", apiV3Key, resource.nonce ?? "");
    decipher.setAAD(Buffer.from(resource.associated_data ?? "")).setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return (JSON.parse(plain.toString("utf8")) as { out_trade_no: string }).out_trade_no;
  } catch {
    return null; // Tampered on purpose.
  }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
