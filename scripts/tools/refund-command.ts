import { Explained } from "./steps.ts";

/** What the command line asks for. */
export interface RefundCommand {
  orderNo: string;
  clawBack: "full" | "what-is-left";
  reason: string;
  /** Address of the product. */
  to: URL;
  /** Take up a refund that failed, instead of asking for one. */
  retry: boolean;
  /** End a refund that failed: what was seen at the gateway, where the money went back. */
  settled: string | undefined;
  /** Do not ask whether it is meant. */
  yes: boolean;
}

const USAGE = `Say which order to refund:
  npm run refund -- <order number>                   takes back all that it granted, or refuses
  npm run refund -- <order number> --claw-back what-is-left
  npm run refund -- <order number> --retry           tries again what the gateway had refused for good
  npm run refund -- <order number> --settled "…"     ends what had failed: say what you saw at the gateway's own console
Add --reason "…" (up to 80 bytes, 26 Chinese characters, shown to the customer), --yes to be asked nothing, and --to <address> for another
product than the one that npm start runs; EC_TOKEN then holds an operator's bearer token.`;

const ORDER_NUMBER = /^EC\d{8}[0-9A-HJKMNP-TV-Z]{10}$/;
const NOTE_LENGTH_MAX = 200;
const VALUED = ["--claw-back", "--reason", "--settled", "--to"] as const;

export function readRefundCommand(args: string[], otherwiseTo: string): RefundCommand {
  const values = new Map<string, string>();
  const plain: string[] = [];
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [name = "", inline] = split(word);
    if ((VALUED as readonly string[]).includes(name))
      values.set(name, inline ?? rest.shift() ?? "");
    else if (word === "--yes" || word === "--retry") values.set(word, "");
    else if (word.startsWith("--")) throw new Explained(`${word} is not known here.\n\n${USAGE}`);
    else plain.push(word);
  }
  const [orderNo = ""] = plain;
  const clawBack = values.get("--claw-back") ?? "full";
  if (plain.length !== 1 || !ORDER_NUMBER.test(orderNo)) throw new Explained(USAGE);
  if (clawBack !== "full" && clawBack !== "what-is-left")
    throw new Explained(`--claw-back is full or what-is-left, not "${clawBack}".`);
  const settled = values.get("--settled")?.trim();
  if (settled !== undefined && (settled === "" || settled.length > NOTE_LENGTH_MAX))
    throw new Explained(`--settled takes 1 to ${NOTE_LENGTH_MAX} characters: what you saw there.`);
  if (settled !== undefined && values.has("--retry"))
    throw new Explained("Either --retry or --settled, not both.");
  const to = values.get("--to") ?? otherwiseTo;
  if (!/^https?:\/\//.test(to) || !URL.canParse(to))
    throw new Explained(`--to ${to} is not an address such as https://pay.example.com`);
  if (!to.startsWith("https:") && !isLoopback(new URL(to)))
    throw new Explained(`--to ${to} would send your token in the clear. Use https.`);
  return {
    orderNo,
    clawBack,
    reason: values.get("--reason") ?? "",
    to: new URL(to),
    retry: values.has("--retry"),
    settled,
    yes: values.has("--yes"),
  };
}

function split(word: string): [string, string | undefined] {
  const at = word.indexOf("=");
  return word.startsWith("--") && at > 0
    ? [word.slice(0, at), word.slice(at + 1)]
    : [word, undefined];
}

export const isLoopback = ({ hostname }: URL): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(hostname);

/** The parts of the API's answers that are shown. */
export interface RefundStatus {
  orderStatus: string;
  refunds: { number: string; state: string; amount: string; currency: string; detail: string }[];
  /** The last request; null when no refund was requested. */
  request: {
    clawBack: string;
    state: string;
    taken: { unit: string; amount: number; owed: number } | null;
    refused: { unit: string; left: number; granted: number } | null;
  } | null;
  retried?: string[];
}

/** Whether the product still works on it. */
export const isUnderWay = ({ orderStatus, refunds, request }: RefundStatus): boolean => {
  if (request?.state === "open") return true;
  if (refunds.some(({ state }) => state === "failed")) return false;
  return (
    orderStatus === "refunding" ||
    refunds.some(({ state }) => state === "due" || state === "accepted")
  );
};

export interface Refused {
  code?: string;
  title?: string;
  left?: number;
  granted?: number;
  unit?: string;
}

/** It does not go on by itself: refused by the account, or for good by the gateway. */
export const needsAPerson = ({ request, refunds }: RefundStatus): boolean =>
  Boolean(request?.refused) || refunds.some(({ state }) => state === "failed");

/** How it stands, and what to do next. */
export function describeStatus(
  status: RefundStatus,
  command: Pick<RefundCommand, "orderNo">,
): string {
  if (status.request?.refused)
    return explainRefusal(
      { code: "CLAW_BACK_NOT_COVERED", ...status.request.refused },
      409,
      command,
    );
  const failed = status.refunds.filter(({ state }) => state === "failed");
  const lines = [takenText(status), ...status.refunds.map(refundText)].filter(Boolean);
  if (failed.length > 0)
    lines.push(
      `The gateway refused for good. Look in its own console what is wrong (balance, limits, the payer's bank), then:
  npm run refund -- ${command.orderNo} --retry
Should the money have gone back there already:
  npm run refund -- ${command.orderNo} --settled "what you saw"`,
    );
  else if (status.orderStatus === "refunded" && !isUnderWay(status))
    lines.push("The money is back with the customer.");
  else if (isUnderWay(status))
    lines.push("Under way. It goes on by itself; the same command tells how far it is.");
  return lines.join("\n");
}

function takenText({ request }: RefundStatus): string {
  if (!request?.taken) return "";
  const { unit, amount, owed } = request.taken;
  const debt = owed > 0 ? `, ${owed} of them are owed by the customer` : "";
  return `Taken back: ${amount} ${unit}${debt}.`;
}

const refundText = ({
  number,
  state,
  amount,
  currency,
  detail,
}: RefundStatus["refunds"][0]): string =>
  `Refund ${number}: ${amount} ${currency}, ${state}${detail ? ` (${detail})` : ""}.`;

/** Why it was not done, and what to do about it. */
export function explainRefusal(
  refused: Refused,
  status: number,
  command: Pick<RefundCommand, "orderNo">,
): string {
  switch (refused.code) {
    case "CLAW_BACK_NOT_COVERED":
      return `Not refunded: of the ${refused.granted} ${refused.unit} that were granted, ${refused.left} are left. Nothing was changed.
To refund in full and take back only what is left:
  npm run refund -- ${command.orderNo} --claw-back what-is-left`;
    case "UNAUTHENTICATED":
    case "FORBIDDEN":
      return "Not refunded: EC_TOKEN must hold an operator's bearer token that is still valid.";
    default:
      return `Not refunded: ${refused.title ?? `the product answered ${status}`}`;
  }
}
