import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { AlipaySdk } from "alipay-sdk";
import { Wechatpay } from "wechatpay-axios-plugin";
import { beijingTime } from "./clock.ts";
import type { PayOutcome } from "./payment.ts";
import type { Sandbox } from "./server.ts";

/** One notification as the merchant received it. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Merchant {
  /** A notification address without query, as the gateways demand. */
  notifyUrl: string;
  received: Received[];
  /** What the next notifications are answered with; the last one stays. */
  answers: { status: number; body: string }[];
  close(): Promise<void>;
}

/** A minimal merchant: records what arrives and answers as configured. */
export async function startMerchant(body: string): Promise<Merchant> {
  const received: Received[] = [];
  const answers = [{ status: 200, body }];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString("utf8");
    received.push({ path: request.url ?? "", headers: request.headers, body: text });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(answer?.status ?? 500).end(answer?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    notifyUrl: `http://localhost:${port}/notify`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface SdkAnswer {
  status: number;
  headers: Record<string, string>;
  data: Record<string, never>;
}

interface SdkEndpoint {
  get(options?: unknown): Promise<SdkAnswer>;
  post(body: unknown, options?: unknown): Promise<SdkAnswer>;
  [segment: string]: unknown;
}

/** The calls of a merchant, made by the independent SDK. */
export interface WechatClient {
  native(body: unknown): Promise<SdkAnswer>;
  query(number: string): Promise<SdkAnswer>;
  queryById(id: string): Promise<SdkAnswer>;
  close(number: string): Promise<SdkAnswer>;
  refund(body: unknown): Promise<SdkAnswer>;
  queryRefund(number: string): Promise<SdkAnswer>;
  certificates(): Promise<SdkAnswer>;
}

/** The SDK signs every request and verifies every 2xx answer (protocol, section 7). */
export function wechatClient({ keys, url }: Sandbox): WechatClient {
  const { merchantId: mchid, merchantSerial: serial, merchantPrivateKey } = keys.wechat;
  const sdk = new Wechatpay({
    mchid,
    serial,
    privateKey: merchantPrivateKey,
    certs: {
      [keys.wechat.publicKeyId]: keys.wechat.publicKey,
      [keys.wechat.platformSerial]: keys.wechat.platformCertificate,
    },
    baseURL: `${url}/`,
  });
  // The chain of path segments has no useful types: each is made up when it is asked for.
  const at = (path: string) =>
    path
      .split("/")
      .reduce<unknown>((chain, name) => (chain as SdkEndpoint)[name], sdk) as SdkEndpoint;
  const byNumber = "v3/pay/transactions/outTradeNo/{number}";
  const params = { mchid };
  return {
    native: (body) => at("v3/pay/transactions/native").post(body),
    query: (number) => at(byNumber).get({ params, number }),
    queryById: (id) => at("v3/pay/transactions/id/{id}").get({ params, id }),
    close: (number) => at(`${byNumber}/close`).post({ mchid }, { number }),
    refund: (body) => at("v3/refund/domestic/refunds").post(body),
    queryRefund: (number) => at("v3/refund/domestic/refunds/{number}").get({ number }),
    certificates: () => at("v3/certificates").get(),
  };
}

/** What the SDK throws: `404 ORDER_NOT_EXIST`, or its own code when it distrusts an answer. */
export async function wechatFailure(call: Promise<unknown>): Promise<string> {
  const failure = await call.then(
    () => ({ code: "no failure" }),
    (error: { code?: string; response?: { status: number; data: { code?: string } } }) => error,
  );
  const { response } = failure as { response?: { status: number; data: { code?: string } } };
  const distrusted = failure.code?.startsWith("EV3_") || !response;
  return distrusted ? String(failure.code) : `${response.status} ${response.data.code}`;
}

export const alipayClient = ({ keys, url }: Sandbox): AlipaySdk =>
  new AlipaySdk({
    appId: keys.alipay.appId,
    privateKey: keys.alipay.appPrivateKey,
    keyType: "PKCS8",
    alipayPublicKey: keys.alipay.gatewayPublicKey,
    gateway: `${url}/gateway.do`,
  });

/** One call, its answer's signature checked. The SDK writes the local zone's time by itself, so it is told Beijing's. */
export const alipayCall = async (
  sdk: AlipaySdk,
  method: string,
  bizContent: Record<string, string>,
  more: Record<string, string> = {},
): Promise<Record<string, string>> => {
  const parameters = { bizContent, timestamp: beijingTime(Date.now()), ...more };
  const answer: unknown = await sdk.exec(`alipay.trade.${method}`, parameters, {
    validateSign: true,
  });
  return answer as Record<string, string>;
};

export interface Control {
  post<Answer = unknown>(path: string, body?: unknown): Promise<Answer>;
  pay(codeUrl: string): Promise<PayOutcome>;
  fault(fault: Record<string, unknown>): Promise<void>;
}

/** A call that takes longer names itself, instead of ending a test that does not say where it waited. */
const CONTROL_MS_MAX = 10_000;

/** The control API as a developer calls it. */
export function controlOf(sandbox: Sandbox): Control {
  async function post<Answer>(path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${sandbox.url}/control${path}`, {
      method: "POST",
      signal: AbortSignal.timeout(CONTROL_MS_MAX),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new Error(`the sandbox did not answer POST /control${path}`, { cause });
    });
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as Answer;
  }
  return {
    post,
    pay: (codeUrl) => post("/pay", { codeUrl }),
    fault: (fault) => post("/faults", fault),
  };
}

/** Waits in small steps for something that another connection brings about. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let step = 0; step < 400; step += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`waited in vain for ${what}`);
}

let lastNumber = 0;

/** An unused out_trade_no. */
export function freshNumber(): string {
  lastNumber += 1;
  return `TEST${String(lastNumber).padStart(8, "0")}`;
}
