const CLOSED = {
  id: 4712,
  at: "2026-11-20T09:30:00.000Z",
  ...{ operator: "operator-wang", role: "owner", act: "flag.set", why: "maintenance" },
  ...{ before: null, after: "false" },
};

const FLAG = {
  ...{ name: "coze_package_status", meaning: "coze_package_status" },
  ...{ group: "centres", kind: "switch", language: null },
  ...{ value: "false", default: "true", stored: "false", source: "kv" },
  ...{ choices: [], range: null, shape: "true or false", writable: true, usable: null },
  ...{ version: "fcbcf165908dd18a", liveWithinSeconds: 31, changedElsewhere: false },
  history: [CLOSED],
};

const WRITTEN = {
  ...{ name: "payway_2_status", value: "true", stored: "true" },
  ...{ version: "b5bea41b6c623f7c", liveWithinSeconds: 31 },
};

const OFF = {
  ...WRITTEN,
  ...{ name: "payway_1_status", value: "false", stored: "false", version: "fcbcf165908dd18a" },
};

const PREVIEW = {
  html: "<p>请在付款前阅读</p>",
  dropped: [{ kind: "element", what: "script", times: 1 }],
  lengthMax: 20_000,
};

export const EXAMPLES = {
  ConsoleFlags: { "A centre that is closed": { items: [FLAG] } },
  FlagWritten: { "Switched on": WRITTEN },
  FlagsWritten: { "From WeChat Pay to Alipay": { items: [WRITTEN, OFF] } },
  SetFlag: { "Closing a centre": { value: "false", expected: "unset", reason: "maintenance" } },
  SwitchPayWay: { "From WeChat Pay to Alipay": { off: 1, on: 2, reason: "outage" } },
  "postConsoleFlagsByNamePreview request": {
    "With a script": { html: "<p>请在付款前阅读</p><script>alert(1)</script>" },
  },
  PreviewedHtml: { "Without it": PREVIEW },
};

export const PARAMETERS = {
  deleteConsoleFlagsByName: {
    expected: "fcbcf165908dd18a",
    reason: "open again",
    allowNoPayWay: "false",
  },
};
