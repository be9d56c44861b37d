/** `npm run refund -- <order number> [--claw-back full|what-is-left] [--reason "…"] [--retry | --settled "…"] [--yes] [--to <address>]`. */

import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
  describeStatus,
  explainRefusal,
  isLoopback,
  isUnderWay,
  needsAPerson,
  type RefundCommand,
  type RefundStatus,
  type Refused,
  readRefundCommand,
} from "./tools/refund-command.ts";
import { localAddresses } from "./tools/running.ts";
import { Explained, reportFailure } from "./tools/steps.ts";

/** How long the outcome is waited for: WeChat Pay's bank takes a few seconds, and the product asks on its own. */
const WAIT_MS_MAX = 20_000;
const LOOK_EVERY_MS = 500;

/** One call of the product: it waits for the gateway itself, up to 8 s. */
const CALL_MS_MAX = 20_000;

interface OrderFile extends Omit<RefundStatus, "request"> {
  refundRequests: NonNullable<RefundStatus["request"]>[];
  customerId: string;
  totalAmount: string;
  currency: string;
}

try {
  await run(readRefundCommand(process.argv.slice(2), localAddresses(process.env).appUrl));
  process.exit();
} catch (error) {
  reportFailure(error);
  process.exit(1);
}

async function run(command: RefundCommand): Promise<void> {
  const token = process.env.EC_TOKEN?.trim() || (await sandboxToken(command));
  const call = (path: string, body?: object) => callProduct(command, token, path, body);
  const order = `/api/console/orders/${command.orderNo}`;

  const file = (await call(order)) as OrderFile;
  console.log(`Order ${command.orderNo} of ${file.customerId}: ${file.totalAmount} ${file.currency}, ${file.orderStatus}.
${plan(command, file)}`);
  const changes = command.retry || command.settled !== undefined || !wasRequested(file);
  if (!command.yes && changes) await confirm();

  const status = (await call(...asked(order, command))) as RefundStatus;
  if (command.retry && status.retried?.length === 0 && !isUnderWay(status))
    console.log("Nothing of this order had failed, so nothing was tried again.");
  const outcome = await waitForOutcome(status, () => call(order) as Promise<OrderFile>);
  console.log(describeStatus(outcome, command));
  if (needsAPerson(outcome)) process.exitCode = 1;
}

function asked(
  order: string,
  { retry, settled, clawBack, reason }: RefundCommand,
): [string, object] {
  if (retry) return [`${order}/refund/retry`, {}];
  if (settled !== undefined) return [`${order}/refund/settled`, { note: settled }];
  return [`${order}/refund`, { clawBack, reason }];
}

/** Requesting it again only shows its progress. */
function wasRequested({ orderStatus }: OrderFile): boolean {
  return orderStatus === "refunding" || orderStatus === "refunded";
}

function plan({ clawBack, retry, settled, to }: RefundCommand, file: OrderFile): string {
  const { totalAmount, currency } = file;
  if (settled !== undefined)
    return `At ${to.origin}: the refund that failed is taken for given back at the gateway, unless the gateway says otherwise.`;
  if (!retry && wasRequested(file))
    return "It was asked for before; this only looks how far it is.";
  if (retry) return `At ${to.origin}: the refunds of this order that failed are tried again.`;
  const units =
    clawBack === "full"
      ? "all that it granted is taken back (or nothing happens)"
      : "what is left of what it granted is taken back";
  return `At ${to.origin}: ${units}, and ${totalAmount} ${currency} go back to the customer.`;
}

async function confirm(): Promise<void> {
  if (!process.stdin.isTTY)
    throw new Explained("Nobody is here to be asked whether this is meant. Add --yes.");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Go on? [y/N] ");
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Explained("Nothing was done.");
}

/** Looks at the order until nothing is under way, or the time is up. */
async function waitForOutcome(
  first: RefundStatus,
  look: () => Promise<OrderFile>,
): Promise<RefundStatus> {
  const untilMs = Date.now() + WAIT_MS_MAX;
  let status = first;
  while (isUnderWay(status) && Date.now() < untilMs) {
    await sleep(LOOK_EVERY_MS);
    const { orderStatus, refunds, refundRequests } = await look();
    status = { ...status, orderStatus, refunds, request: refundRequests.at(-1) ?? null };
  }
  return status;
}

async function callProduct(
  command: RefundCommand,
  token: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetched(new URL(path, command.to), {
    method: body ? "POST" : "GET",
    headers: {
      authorization: `Bearer ${token}`,
      "accept-language": "en",
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new Explained(explainRefusal(answer as Refused, response.status, command));
}

/** The local sandbox signs any token; a real identity provider does not. */
async function sandboxToken({ to }: RefundCommand): Promise<string> {
  if (!isLoopback(to))
    throw new Explained(
      `EC_TOKEN is not set. Give an operator's bearer token of ${to.origin}: EC_TOKEN=… npm run refund -- …`,
    );
  const sandbox = localAddresses(process.env).sandboxUrl;
  const response = await fetched(new URL("/identity/test-token", sandbox), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sub: "operator-wang", role: "operator" }),
  });
  if (!response.ok) throw new Explained(`The sandbox at ${sandbox} gave no token.`);
  return ((await response.json()) as { token: string }).token;
}

async function fetched(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(CALL_MS_MAX) });
  } catch {
    throw new Explained(
      `${url.origin} did not answer. Does it run (npm start)? If a refund was asked for, it goes on by itself: ` +
        "the same command tells how far it is.",
    );
  }
}
