import { expect, test } from "vitest";
import type { ConsoleFlag } from "../api/settings.ts";
import { offeredSwitch } from "./pay-ways.ts";

const ways = (wechat: string, alipay: string, usable = true) =>
  [
    { name: "payway_1_status", value: wechat, usable },
    { name: "payway_2_status", value: alipay, usable },
  ] as ConsoleFlag[];

test.each([
  ["true", "true", { off: 1, on: 2 }],
  ["true", "false", { off: 1, on: 2 }],
  ["false", "true", { off: 2, on: 1 }],
  ["false", "false", { off: 2, on: 1 }],
])("with WeChat Pay %s and Alipay %s the other one is offered", (wechat, alipay, offered) => {
  expect(offeredSwitch(ways(wechat, alipay))).toEqual(offered);
});

test("nothing is switched to what is not set up", () => {
  expect(offeredSwitch(ways("true", "false", false))).toBeNull();
});
