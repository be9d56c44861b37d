/** What a JSON value must be. Limits come from the field tables of sections 1.3 and 1.9; texts are counted in bytes of UTF-8. */
export type Rule =
  | { kind: "text"; min?: number; max: number; pattern?: RegExp; required?: true }
  | { kind: "integer"; min: number; required?: true }
  | { kind: "flag"; required?: true }
  | { kind: "list"; of: Rule; required?: true }
  | { kind: "object"; members: Record<string, Rule>; required?: true };

interface Problem {
  /** JSON pointer, as the gateway reports it. */
  field: string;
  value: unknown;
  issue: string;
}

/** The first broken rule. Unknown members count as broken, because the gateway may refuse them (section 1.1). */
export function findProblem(rule: Rule, value: unknown, field = ""): Problem | undefined {
  const broken = (issue: string): Problem => ({ field, value: value ?? null, issue });
  if (value === undefined) return rule.required ? broken("missing") : undefined;
  switch (rule.kind) {
    case "text":
      return typeof value === "string" ? textProblem(rule, value, broken) : broken("not a string");
    case "integer":
      if (!Number.isSafeInteger(value)) return broken("not an integer");
      return (value as number) < rule.min ? broken(`less than ${rule.min}`) : undefined;
    case "flag":
      return typeof value === "boolean" ? undefined : broken("not a boolean");
    case "list":
      if (!Array.isArray(value)) return broken("not an array");
      return firstProblem(value.map((item, at) => [rule.of, item, `${field}/${at}`]));
    case "object":
      if (!isRecord(value)) return broken("not an object");
      return membersProblem(rule.members, value, field);
  }
}

type Check = [rule: Rule, value: unknown, field: string];

function firstProblem(checks: Check[]): Problem | undefined {
  for (const check of checks) {
    const problem = findProblem(...check);
    if (problem) return problem;
  }
  return undefined;
}

function membersProblem(
  members: Record<string, Rule>,
  value: Record<string, unknown>,
  field: string,
): Problem | undefined {
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(members, name));
  if (unknown !== undefined) {
    return { field: `${field}/${unknown}`, value: value[unknown], issue: "unknown property" };
  }
  return firstProblem(
    Object.entries(members).map(([name, rule]) => [rule, value[name], `${field}/${name}`]),
  );
}

function textProblem(
  rule: Rule & { kind: "text" },
  value: string,
  broken: (issue: string) => Problem,
): Problem | undefined {
  if (/[\u{10000}-\u{10ffff}]/u.test(value)) return broken("has a 4-byte character");
  if (!value.isWellFormed()) return broken("has half a character");
  const bytes = Buffer.byteLength(value);
  if (bytes < (rule.min ?? 0)) return broken(`shorter than ${rule.min}`);
  if (bytes > rule.max) return broken(`longer than ${rule.max} bytes`);
  return rule.pattern?.test(value) === false ? broken("has characters not allowed") : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = (max: number): Rule => ({ kind: "text", max });
const requiredText = (min: number, max: number, pattern?: RegExp): Rule => ({
  kind: "text",
  min,
  max,
  ...(pattern && { pattern }),
  required: true,
});

const NUMBER_PATTERN = /^[0-9A-Za-z_\-|*]+$/;
const REFUND_NUMBER_PATTERN = /^[0-9A-Za-z_\-|*@]+$/;

const currency: Rule = { kind: "text", max: 3, pattern: /^CNY$/ };

const goods: Rule = {
  kind: "object",
  members: {
    merchant_goods_id: text(32),
    wechatpay_goods_id: text(32),
    goods_name: text(256),
    quantity: { kind: "integer", min: 1 },
    unit_price: { kind: "integer", min: 0 },
  },
};

const refundGoods: Rule = {
  kind: "object",
  members: {
    merchant_goods_id: requiredText(1, 32),
    wechatpay_goods_id: text(32),
    goods_name: text(256),
    unit_price: { kind: "integer", min: 0 },
    refund_amount: { kind: "integer", min: 0 },
    refund_quantity: { kind: "integer", min: 1 },
  },
};

/** Body of `POST /v3/pay/transactions/native` (section 1.3). */
export const NATIVE_RULE: Rule = {
  kind: "object",
  required: true,
  members: {
    appid: requiredText(1, 32),
    mchid: requiredText(1, 32),
    description: requiredText(1, 127),
    out_trade_no: requiredText(6, 32, NUMBER_PATTERN),
    time_expire: text(64),
    attach: text(128),
    notify_url: requiredText(1, 255),
    goods_tag: text(32),
    support_fapiao: { kind: "flag" },
    amount: {
      kind: "object",
      required: true,
      members: { total: { kind: "integer", min: 1, required: true }, currency },
    },
    detail: {
      kind: "object",
      members: {
        cost_price: { kind: "integer", min: 0 },
        invoice_id: text(32),
        goods_detail: { kind: "list", of: goods },
      },
    },
    scene_info: {
      kind: "object",
      members: {
        payer_client_ip: text(45),
        device_id: text(32),
        store_info: {
          kind: "object",
          members: { id: text(32), name: text(256), area_code: text(32), address: text(512) },
        },
      },
    },
    settle_info: { kind: "object", members: { profit_sharing: { kind: "flag" } } },
  },
};

/** Body of `POST …/close` (section 1.2). */
export const CLOSE_RULE: Rule = {
  kind: "object",
  required: true,
  members: { mchid: requiredText(1, 32) },
};

/** Body of `POST /v3/refund/domestic/refunds` (section 1.9). */
export const REFUND_RULE: Rule = {
  kind: "object",
  required: true,
  members: {
    transaction_id: text(32),
    out_trade_no: text(32),
    out_refund_no: requiredText(1, 64, REFUND_NUMBER_PATTERN),
    reason: text(80),
    notify_url: text(256),
    funds_account: { kind: "text", max: 32, pattern: /^AVAILABLE$/ },
    amount: {
      kind: "object",
      required: true,
      members: {
        refund: { kind: "integer", min: 1, required: true },
        total: { kind: "integer", min: 1, required: true },
        currency: { ...currency, required: true },
        from: {
          kind: "list",
          of: {
            kind: "object",
            members: {
              account: { kind: "text", max: 32, pattern: /^(UN)?AVAILABLE$/, required: true },
              amount: { kind: "integer", min: 1, required: true },
            },
          },
        },
      },
    },
    goods_detail: { kind: "list", of: refundGoods },
  },
};
