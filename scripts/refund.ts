/** `npm run refund -- <order number> [--claw-back full|what-is-left] [--reason "…"] [--retry | --settled "…"] [--yes] [--to <address>]`. */

import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { portFrom } from "./tools/ports.ts";
import {
  isLoopback,
  isUnderWay,
  needsAPerson,
  type Refused,
  readWish,
  type Told,
  tell,
  type Wish,
  whyNot,
} from "./tools/refund-wish.ts";
import { Explained, reportFailure } from "./tools/steps.ts";

/** How long the outcome is waited for: WeChat Pay's bank takes a few seconds, and the product asks on its own. */
const WAIT_MS_MAX = 20_000;
const LOOK_EVERY_MS = 2_000;

/** One call of the product: it waits for the gateway itself, up to 8 s. */
const CALL_MS_MAX = 20_000;

interface File extends Omit<Told, "request"> {
  refundRequests: NonNullable<Told["request"]>[];
  customerId: string;
  totalAmount: string;
  currency: string;
}

try {
  await run(readWish(process.argv.slice(2), `http://localhost:${portFrom("PORT", 8788)}`));
  process.exit();
} catch (error) {
  reportFailure(error);
  process.exit(1);
}

async function run(wish: Wish): Promise<void> {
  const token = process.env.EC_TOKEN?.trim() || (await sandboxToken(wish));
  const call = (path: string, body?: object) => callProduct(wish, token, path, body);
  const order = `/api/console/orders/${wish.orderNo}`;

  const file = (await call(order)) as File;
  console.log(`Order ${wish.orderNo} of ${file.customerId}: ${file.totalAmount} ${file.currency}, ${file.orderStatus}.
${plan(wish, file)}`);
  const changes = wish.retry || wish.settled !== undefined || !isKnown(file);
  if (!wish.yes && changes) await confirm();

  const told = (await call(...asked(order, wish))) as Told;
  if (wish.retry && told.retried?.length === 0 && !isUnderWay(told))
    console.log("Nothing of this order had failed, so nothing was tried again.");
  const outcome = await settled(told, () => call(order) as Promise<File>);
  console.log(tell(outcome, wish));
  if (needsAPerson(outcome)) process.exitCode = 1;
}

function asked(order: string, { retry, settled, clawBack, reason }: Wish): [string, object] {
  if (retry) return [`${order}/refund/retry`, {}];
  if (settled !== undefined) return [`${order}/refund/settled`, { note: settled }];
  return [`${order}/refund`, { clawBack, reason }];
}

/** Asking for it again only tells how far it is. */
const isKnown = ({ orderStatus }: File): boolean =>
  orderStatus === "refunding" || orderStatus === "refunded";

function plan({ clawBack, retry, settled, to }: Wish, file: File): string {
  const { totalAmount, currency } = file;
  if (settled !== undefined)
    return `At ${to.origin}: the refund that failed is taken for given back at the gateway, unless the gateway says otherwise.`;
  if (!retry && isKnown(file)) return "It was asked for before; this only looks how far it is.";
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
async function settled(first: Told, look: () => Promise<File>): Promise<Told> {
  const untilMs = Date.now() + WAIT_MS_MAX;
  let told = first;
  while (isUnderWay(told) && Date.now() < untilMs) {
    await sleep(LOOK_EVERY_MS);
    const { orderStatus, refunds, refundRequests } = await look();
    told = { ...told, orderStatus, refunds, request: refundRequests.at(-1) ?? null };
  }
  return told;
}

async function callProduct(
  wish: Wish,
  token: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetched(new URL(path, wish.to), {
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
  throw new Explained(whyNot(answer as Refused, response.status, wish));
}

/** The local sandbox signs what it is told; a real identity provider does not. */
async function sandboxToken({ to }: Wish): Promise<string> {
  if (!isLoopback(to))
    throw new Explained(
      `EC_TOKEN is not set. Give an operator's bearer token of ${to.origin}: EC_TOKEN=… npm run refund -- …`,
    );
  const sandbox = `http://localhost:${portFrom("SANDBOX_PORT", 8790)}`;
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
