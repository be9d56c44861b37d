/**
 * Examples of the document, in one place and held to their schemas by worker/http/openapi/document.unit.test.ts. A key is the
 * name of a schema in schemas.ts, or "<operationId> <status>", or "<operationId> request", which goes first.
 * Each example stands under its summary.
 */

const ORDER_NO = "EC202611208Q3MZK7W5T";

const WAYS = [
  { payType: 1, name: "WeChat Pay", logo: "/pay/wechat.svg" },
  { payType: 2, name: "Alipay", logo: "/pay/alipay.svg" },
];

const ENTITLEMENT = {
  name: "Pro",
  expiresAt: "2026-12-20T09:30:21.000Z",
  remainingDays: 30,
};

const PACKAGE = {
  id: "coze-pro",
  name: "Pro",
  label: "Most popular",
  description: "For everyday work with agents",
  content: ["All agents", "500 conversations a day", "Priority queue"],
  duration: 30,
  originalPrice: "59.90",
  currentPrice: "39.90",
  currency: "CNY",
  soldOut: false,
};

const COZE_ORDER = {
  id: ORDER_NO,
  orderNo: ORDER_NO,
  from: "coze",
  packageConfigId: "coze-pro",
  packageName: "Pro",
  duration: 30,
  power: null,
  quantity: 1,
  totalAmount: "39.90",
  currency: "CNY",
  payType: 1,
  orderStatus: "completed",
  paymentStatus: "paid",
  createdAt: "2026-11-20T09:30:00.000Z",
  paidAt: "2026-11-20T09:30:20.000Z",
  expiredAt: "2026-11-20T10:00:00.000Z",
};

const POWER_ORDER = {
  ...COZE_ORDER,
  from: "recharge",
  packageConfigId: "power-500",
  packageName: "Power 550",
  duration: null,
  power: 550,
  totalAmount: "45.00",
  orderStatus: "pending",
  paymentStatus: "unpaid",
  paidAt: null,
};

const DETAIL = {
  ...COZE_ORDER,
  entitlement: { name: "Pro", expiresAt: "2026-12-20T09:30:21.000Z" },
  timeline: [
    { at: "2026-11-20T09:30:00.000Z", event: "created" },
    { at: "2026-11-20T09:30:02.000Z", event: "code-shown" },
    { at: "2026-11-20T09:30:21.000Z", event: "payment-received" },
    { at: "2026-11-20T09:30:21.000Z", event: "granted" },
  ],
};

const HOLD = "api:my-agents:call-4711";

const PAY_STATE = { id: ORDER_NO, orderNo: ORDER_NO };

const OK = { ok: true };
const STATUS = {
  status: "ok",
  time: "2026-11-20T09:30:00.000Z",
  dependencies: { database: OK, config: OK, orders: OK, accounts: OK, identity: OK, wechat: OK },
  flags: { coze_package_status: { value: true, source: "default" } },
};

const ORDERS_CSV = [
  "orderNo,from,packageName,totalAmount,currency,orderStatus,createdAt,paidAt",
  `${ORDER_NO},coze,Pro,39.90,CNY,completed,2026-11-20T09:30:00.000Z,2026-11-20T09:30:20.000Z`,
].join("\r\n");
const LEDGER_CSV = [
  "id,kind,asset,amount,name,reference,at",
  `1,grant,power,550,Power 550,${ORDER_NO},2026-11-20T09:30:21.000Z`,
].join("\r\n");

const REFUND = {
  number: `${ORDER_NO}R1`,
  tradeNumber: `${ORDER_NO}_1`,
  gateway: "wechat",
  amount: "39.90",
  currency: "CNY",
  why: "operator",
  state: "done",
  detail: "",
  startedAt: "2026-11-20T10:00:01.000Z",
};

const REFUND_WISH = {
  clawBack: "full",
  reason: "wrong package",
  askedBy: "operator-wang",
  askedAt: "2026-11-20T10:00:00.000Z",
  state: "taken",
  taken: { unit: "days", amount: 30, owed: 0 },
  refused: null,
};

const STANDING = {
  customerId: "customer-lin",
  allowNegative: false,
  owed: { power: 0, credits: 0 },
};

export const EXAMPLES: Record<string, Record<string, unknown>> = {
  CozeCenter: {
    "A customer's": {
      status: true,
      packages: [PACKAGE],
      payWayList: WAYS,
      explain: "<p>Days begin when the payment arrives.</p>",
      user: { id: "customer-lin", username: "Lin", avatar: "", cozePackage: ENTITLEMENT },
    },
    "A guest's, while the centre is closed": {
      status: false,
      packages: [PACKAGE],
      payWayList: WAYS,
      explain: "",
    },
  },
  RechargeCenter: {
    "A customer's": {
      payWayList: WAYS,
      rechargeExplain: "",
      rechargeRule: [
        {
          id: "power-500",
          power: 500,
          givePower: 50,
          sellPrice: "45.00",
          currency: "CNY",
          label: "Most popular",
        },
      ],
      rechargeStatus: true,
      cozePackageStatus: true,
      user: { id: "customer-lin", username: "Lin", avatar: "", power: 550 },
    },
  },
  CreateOrder: {
    "With WeChat Pay": { id: "coze-pro", payType: 1 },
    "With Alipay, at the price that was shown": {
      id: "coze-pro",
      payType: 2,
      expectedAmount: "39.90",
    },
  },
  "postRechargeSubmitRecharge request": {
    "With Alipay, at the price that was shown": {
      id: "power-500",
      payType: 2,
      expectedAmount: "45.00",
    },
  },
  OrderCreated: {
    "The order": {
      orderId: ORDER_NO,
      orderNo: ORDER_NO,
      orderAmount: "39.90",
      currency: "CNY",
    },
  },
  OrderDetail: { "A package, paid": DETAIL },
  OrderPage: { "The first page": { items: [COZE_ORDER], total: 1, page: 1, pageSize: 20 } },
  "getAccountOrders 200": {
    "The first page": { items: [POWER_ORDER, COZE_ORDER], total: 2, page: 1, pageSize: 20 },
  },
  "getAccountOrdersCsv 200": { "One order": ORDERS_CSV },
  LedgerPage: {
    "A recharge": {
      items: [
        {
          id: "1",
          kind: "grant",
          asset: "power",
          amount: 550,
          reference: ORDER_NO,
          name: "Power 550",
          at: "2026-11-20T09:30:21.000Z",
        },
      ],
      total: 1,
      page: 1,
      pageSize: 20,
    },
  },
  "getAccountLedgerCsv 200": { "A recharge": LEDGER_CSV },
  Prepay: { "A code of WeChat Pay": { from: "coze", orderId: ORDER_NO, payType: 1 } },
  Prepaid: {
    "The order's first code": {
      payType: 1,
      qrCode: { code_url: "weixin://wxpay/bizpayurl?pr=p4lpSuKzz" },
      expiresAt: "2026-11-20T09:32:02.000Z",
      attempt: 1,
    },
  },
  OrderReference: { "A pending order": { from: "coze", orderId: ORDER_NO } },
  PayResult: {
    Paid: { ...PAY_STATE, payStatus: 1, orderStatus: "completed" },
    "Not yet": { ...PAY_STATE, payStatus: 0, orderStatus: "pending" },
  },
  "postPayCancel 200": {
    Cancelled: { ...PAY_STATE, payStatus: 0, orderStatus: "cancelled" },
  },
  Me: {
    "A customer": {
      id: "customer-lin",
      username: "Lin",
      avatar: "",
      email: "lin@example.com",
      operator: false,
    },
  },
  HostBalance: {
    "Power and a package": {
      customerId: "customer-lin",
      power: { available: 550, held: 30 },
      credits: { available: 0, held: 0 },
      entitlements: { cozePackage: ENTITLEMENT },
    },
  },
  Deduct: { "One conversation": { asset: "power", amount: 3, reference: "chat 4711" } },
  Hold: {
    "For ten minutes": { asset: "power", amount: 30, ttlSeconds: 600, reference: "chat 4711" },
  },
  Settle: { "Less than was held": { hold: HOLD, amount: 21 } },
  Release: { "The call failed": { hold: HOLD } },
  "postCustomersByCustomerDeduct 200": {
    Done: { asset: "power", available: 547, held: 0, amount: 3 },
  },
  "postCustomersByCustomerHold 200": {
    Held: {
      asset: "power",
      available: 520,
      held: 30,
      hold: HOLD,
      amount: 30,
      deadline: "2026-11-20T09:40:00.000Z",
    },
  },
  "postCustomersByCustomerSettle 200": {
    "21 of 30": {
      asset: "power",
      available: 529,
      held: 0,
      hold: HOLD,
      amount: 21,
      givenBack: 9,
      expired: 0,
    },
  },
  "postCustomersByCustomerRelease 200": {
    "All of it": {
      asset: "power",
      available: 550,
      held: 0,
      hold: HOLD,
      givenBack: 30,
      expired: 0,
    },
  },
  "getConsoleOrdersById 200": {
    "Paid and granted": {
      orderNo: ORDER_NO,
      customerId: "customer-lin",
      orderStatus: "completed",
      totalAmount: "39.90",
      currency: "CNY",
      attempts: [{ number: `${ORDER_NO}_1`, gateway: "wechat", state: "paid" }],
      payments: [
        {
          gateway: "wechat",
          number: `${ORDER_NO}_1`,
          transactionId: "4200202611200000000000000001",
          amount: "39.90",
          currency: "CNY",
          role: "settling",
        },
      ],
      refunds: [],
      refundRequests: [],
      timeline: [
        { at: "2026-11-20T09:30:00.000Z", event: "created", data: {} },
        {
          at: "2026-11-20T09:30:02.000Z",
          event: "code-shown",
          data: { gateway: "wechat", attempt: 1 },
        },
      ],
    },
  },
  "getConsoleAnomalies 200": {
    "A genuine payment for an unknown number": {
      items: [
        {
          at: "2026-11-20T09:30:21.000Z",
          gateway: "wechat",
          genuine: true,
          reason: "unknown-number",
          detail: "payment SHOP-1187",
        },
      ],
    },
  },
  "postConsoleOrdersByIdRefund request": {
    "All or nothing": { clawBack: "full", reason: "wrong package" },
    "Whatever is left": { clawBack: "what-is-left" },
  },
  "postConsoleOrdersByIdRefund 200": {
    "The money is back": {
      orderNo: ORDER_NO,
      orderStatus: "refunded",
      request: REFUND_WISH,
      refunds: [REFUND],
      needsPerson: false,
    },
  },
  "postConsoleOrdersByIdRefund 202": {
    "The gateway has it": {
      orderNo: ORDER_NO,
      orderStatus: "refunding",
      request: REFUND_WISH,
      refunds: [{ ...REFUND, state: "accepted" }],
      needsPerson: false,
    },
  },
  "postConsoleOrdersByIdRefundRetry 200": {
    "Nothing had failed": {
      orderNo: ORDER_NO,
      orderStatus: "refunded",
      request: REFUND_WISH,
      refunds: [REFUND],
      needsPerson: false,
      retried: [],
    },
  },
  "postConsoleOrdersByIdRefundRetry 202": {
    "Taken up again": {
      orderNo: ORDER_NO,
      orderStatus: "refunding",
      request: REFUND_WISH,
      refunds: [{ ...REFUND, state: "due" }],
      needsPerson: false,
      retried: [`${ORDER_NO}R1`],
    },
  },
  "postConsoleOrdersByIdRefundSettled request": {
    "Seen at the gateway's console": { note: "Given back on 20 November in the merchant platform" },
  },
  "postConsoleOrdersByIdRefundSettled 200": {
    "The order is refunded": {
      orderNo: ORDER_NO,
      orderStatus: "refunded",
      request: REFUND_WISH,
      refunds: [{ ...REFUND, detail: "given back at the gateway: in the merchant platform" }],
      needsPerson: false,
    },
  },
  "postConsoleOrdersByIdRefundSettled 202": {
    "A second payment is still on its way back": {
      orderNo: ORDER_NO,
      orderStatus: "refunded",
      request: REFUND_WISH,
      refunds: [REFUND, { ...REFUND, number: `${ORDER_NO}R2`, why: "surplus", state: "accepted" }],
      needsPerson: false,
    },
  },
  "getConsoleRefunds 200": {
    "One that needs a person": {
      items: [
        {
          ...REFUND,
          state: "failed",
          detail: "ABNORMAL: the payer's account is closed",
          orderNo: ORDER_NO,
          customerId: "customer-lin",
          updatedAt: "2026-11-20T10:02:00.000Z",
        },
      ],
      total: 1,
      page: 1,
      pageSize: 20,
    },
  },
  "getConsoleCustomersByCustomerAllowNegative 200": { "As it is at first": STANDING },
  "putConsoleCustomersByCustomerAllowNegative request": { Allow: { allow: true } },
  "putConsoleCustomersByCustomerAllowNegative 200": {
    "From now on": { ...STANDING, allowNegative: true },
  },
  "getConsoleReconciliations 200": {
    "A day with one payment found, and one given back past us": {
      items: [
        {
          day: "2026-11-18",
          orders: 412,
          numbers: 530,
          matched: 528,
          mended: 1,
          discrepancies: 1,
          unanswered: 0,
          waiting: 0,
          finished: true,
          startedAt: "2026-11-19T18:00:04.000Z",
        },
      ],
      discrepancies: [
        {
          day: "2026-11-18",
          orderNo: ORDER_NO,
          number: `${ORDER_NO}_1`,
          gateway: "alipay",
          reason: "refunded-outside",
          at: "2026-11-19T18:03:11.000Z",
        },
      ],
    },
  },
  "getAnalytics 200": { On: { key: "phc_public", host: "/api/analytics" } },
  "postAnalyticsBatch request": {
    "One event": {
      batch: [{ event: "pay_success", distinct_id: "visitor-1", properties: { source: "coze" } }],
    },
  },
  "postPayNotifyWechat request": {
    "A payment, sealed": {
      id: "EV-2018022511223320873",
      create_time: "2026-11-20T17:30:20+08:00",
      event_type: "TRANSACTION.SUCCESS",
      resource_type: "encrypt-resource",
      summary: "支付成功",
      resource: {
        original_type: "transaction",
        algorithm: "AEAD_AES_256_GCM",
        ciphertext: "…",
        associated_data: "transaction",
        nonce: "fdasflkja484",
      },
    },
  },
  "postPayNotifyWechat 200": { Taken: { code: "SUCCESS", message: "成功" } },
  "postPayNotifyWechat 401": { "Not genuine": { code: "FAIL", message: "请稍后重试" } },
  "postPayNotifyWechat 500": { "Send it again": { code: "FAIL", message: "请稍后重试" } },
  "postPayNotifyAlipay request": {
    "A payment": `notify_type=trade_status_sync&out_trade_no=${ORDER_NO}_1&trade_status=TRADE_SUCCESS&total_amount=39.90&sign_type=RSA2&sign=…`,
  },
  "postPayNotifyAlipay 200": { Taken: "success", "Not genuine, or send it again": "fail" },
  "getOpenapiJson 200": {
    "Its beginning": { openapi: "3.1.0", info: { title: "Entitlement Center", version: "0.1.0" } },
  },
  "getDocs 200": { "Its beginning": '<!doctype html>\n<html lang="en">…' },
  "getStatus 200": {
    "All is well": STATUS,
    "To an operator": {
      ...STATUS,
      gateways: {
        wechat: [
          {
            check: "clock",
            ok: true,
            setting: null,
            detail: "0 s apart from the gateway's",
            how: null,
          },
        ],
      },
    },
  },
  "getStatus 503": {
    "A variable is missing": {
      ...STATUS,
      status: "degraded",
      dependencies: {
        ...STATUS.dependencies,
        wechat: {
          ok: false,
          detail:
            "WECHAT_MCHID is missing: set it to the merchant number. Set it with `npx wrangler secret put WECHAT_MCHID`, locally in .dev.vars.",
        },
      },
    },
  },
};
