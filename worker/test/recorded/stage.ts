import { bindings, type Customer, control, travel } from "../world.ts";
import { code, HOST_KEY, hear, type Kind, order, person } from "./product.ts";

/** An order of a recording. */
export interface Played {
  orderNo: string;
  customer: string;
  kind: Kind;
}

/** Orders by the name of what became of them. */
export type Cast = Record<string, Played>;

export const WECHAT = 1;
export const ALIPAY = 2;

/** What is on sale, what the operator set, and the host product's key. */
export async function openShop(atMs: number): Promise<void> {
  const { DB, CONFIG } = bindings;
  const translations = { en: { name: "Pro", label: "New" }, jp: { name: "プロ" } };
  const sold = DB.prepare(
    `INSERT INTO coze_package (id, name, label, content, translations, duration_days, original_price_minor,
       current_price_minor, stock, created_at, updated_at)
     VALUES (?, ?, '热卖', '["一", "二"]', ?, ?, 4990, 3990, ?, ?, ?)`,
  );
  const secret = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(HOST_KEY.secret));
  const hash = [...new Uint8Array(secret)].map((byte) => byte.toString(16).padStart(2, "0"));
  await DB.batch([
    sold.bind("coze-30", "专业版", JSON.stringify(translations), 30, null, atMs, atMs),
    sold.bind("coze-7", "体验版", "{}", 7, 20, atMs, atMs),
    sold.bind("coze-last", "限量版", "{}", 30, 1, atMs, atMs),
    DB.prepare(
      `INSERT INTO recharge_rule (id, power, give_power, sell_price_minor, label, created_at, updated_at)
       VALUES ('power-500', 500, 50, 4500, '热卖', ?, ?)`,
    ).bind(atMs, atMs),
    DB.prepare(
      `INSERT INTO api_key (prefix, host_id, secret_hash, name, created_at) VALUES (?, ?, ?, 'host', ?)`,
    ).bind(HOST_KEY.prefix, HOST_KEY.hostId, hash.join(""), atMs),
  ]);
  await CONFIG.put("coze_package_explain", "<p>说明</p>");
  await CONFIG.put("coze_package_explain:en", "<p>Read me</p>");
  await CONFIG.put("payway_3_status", "true");
  await CONFIG.put("recharge_status", "true");
}

const KINDS: [prefix: string, kind: Kind][] = [
  ["power", "recharge"],
  ["coze", "coze"],
  ["credits", "credits"],
];

/** What else is sold are plans. */
const kindOf = (item: string): Kind =>
  KINDS.find(([prefix]) => item.startsWith(prefix))?.[1] ?? "subscription";

export interface Shown extends Played {
  who: Customer;
  payType: number;
  codeUrl: string;
}

type Order = [name: string, customer: string, item: string, payType: number];

/** Plays orders and keeps them by name. */
export class Stage {
  readonly cast: Cast = {};

  async placed(...[name, customer, item, payType]: Order): Promise<Shown> {
    await travel(2_000);
    const kind = kindOf(item);
    const who = await person(customer);
    const orderNo = await order(who, kind, item, payType);
    this.cast[name] = { orderNo, customer, kind };
    return { orderNo, customer, kind, who, payType, codeUrl: "" };
  }

  async shown(...order: Order): Promise<Shown> {
    const placed = await this.placed(...order);
    return { ...placed, codeUrl: await nextCode(placed) };
  }

  async paid(...order: Order): Promise<Shown> {
    const shown = await this.shown(...order);
    await control.pay(shown.codeUrl);
    await hear(`${shown.orderNo}_1`);
    return shown;
  }
}

export async function nextCode(
  { who, kind, orderNo, payType }: Shown,
  otherPayType = payType,
): Promise<string> {
  await travel(2_000);
  return code(who, kind, orderNo, otherPayType);
}
