const OK = { ok: true };
const STATUS = {
  status: "ok",
  time: "2026-11-20T09:30:00.000Z",
  dependencies: {
    ...{ database: OK, config: OK, orders: OK, accounts: OK },
    ...{ catalog: OK, grants: OK, explanations: OK, identity: OK, wechat: OK },
  },
  flags: { coze_package_status: { value: true, source: "default" } },
  settings: { credit_system_version: { value: "v2", source: "default" } },
};

export const EXAMPLES = {
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
    "A row of the catalog breaks a rule": {
      ...STATUS,
      status: "degraded",
      dependencies: {
        ...STATUS.dependencies,
        catalog: {
          ok: false,
          detail:
            'coze_package "coze-pro" is not sold: currency must be CNY, USD or JPY, in capitals',
        },
      },
    },
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
