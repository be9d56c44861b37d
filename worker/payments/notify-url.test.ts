import { expect, test } from "vitest";
import { notifyUrlFault } from "./notify-url.ts";

const PATH = "/api/pay/notify/wechat";

test.each<[string, boolean, string | null]>([
  [`https://pay.example.com${PATH}`, false, null],
  [`https://pay.example.com:443${PATH}`, false, null],
  [`https://8.8.8.8${PATH}`, false, null],
  [`https://172.32.0.1${PATH}`, false, null],
  [`https://[2001:4860:4860::8888]${PATH}`, false, null],
  [`https://支付.example.com${PATH}`, false, null],
  [`http://pay.example.com${PATH}`, false, "is not https"],
  [`ftp://pay.example.com${PATH}`, false, "is not https"],
  [`https://pay.example.com:8443${PATH}`, false, "names a port"],
  [`https://pay.example.com${PATH}?a=1`, false, "carries a query or a fragment"],
  [`https://pay.example.com${PATH}?`, false, "carries a query or a fragment"],
  [`https://pay.example.com${PATH}#a`, false, "carries a query or a fragment"],
  [`https://me:word@pay.example.com${PATH}`, false, "carries credentials"],
  [
    `https://${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.com${PATH}`,
    false,
    "is longer than 255 characters",
  ],
  ["/api/pay/notify/wechat", false, "is not an absolute address"],
  [`https://10.0.0.1${PATH}`, false, "is not a public host"],
  [`https://100.64.0.1${PATH}`, false, "is not a public host"],
  [`https://127.0.0.2${PATH}`, false, "is not a public host"],
  [`https://169.254.1.1${PATH}`, false, "is not a public host"],
  [`https://172.16.0.1${PATH}`, false, "is not a public host"],
  [`https://192.168.1.1${PATH}`, false, "is not a public host"],
  // Written otherwise, but the same address.
  [`https://0x0a000001${PATH}`, false, "is not a public host"],
  [`https://[fd00::1]${PATH}`, false, "is not a public host"],
  [`https://[fe80::1]${PATH}`, false, "is not a public host"],
  [`https://[::ffff:10.0.0.1]${PATH}`, false, "is not a public host"],
  [`https://shop.local${PATH}`, false, "is not a public host"],
  [`https://shop.local.${PATH}`, false, "is not a public host"],
  [`https://intranet${PATH}`, false, "is not a public host"],
  [`https://localhost${PATH}`, false, "is this machine, which the gateway cannot reach"],
  [`http://localhost:8788${PATH}`, false, "is this machine, which the gateway cannot reach"],
  [`http://localhost:8788${PATH}`, true, null],
  [`http://[::1]:8788${PATH}`, true, null],
  // The sandbox refuses what is not on its machine as the real ones do.
  [`http://pay.example.com${PATH}`, true, "is not https"],
])("%s, gateway on this machine: %j -> %j", (address, near, fault) => {
  expect(notifyUrlFault(address, 255, near)).toBe(fault);
});
