import fc from "fast-check";
import { expect, test } from "vitest";
import { Formatter, Rsa } from "wechatpay-axios-plugin";
import { signText, verifyText } from "../keys.ts";
import { merchant, platform } from "../testing/wechat.ts";
import { answerMessage, authorization, errorCode, plainText, requestMessage } from "./canonical.ts";

const request = fc.record({
  method: fc.constantFrom("GET" as const, "POST" as const),
  target: fc.webPath().map((path) => `/v3${path}?mchid=1230000109`),
  timestamp: fc.integer({ min: 1, max: 4_102_444_800 }),
  nonce: fc.stringMatching(/^[0-9A-Za-z]{1,32}$/),
  body: fc.json(),
});

test("messages are those of an independent client", () => {
  fc.assert(
    fc.property(request, (sent) => {
      const { method, target, timestamp, nonce, body } = sent;
      expect(requestMessage(sent)).toBe(Formatter.request(method, target, timestamp, nonce, body));
      expect(answerMessage(String(timestamp), nonce, body)).toBe(
        Formatter.response(String(timestamp), nonce, body),
      );
    }),
  );
});

test("signatures are byte for byte those of an independent client", async () => {
  const ours = Rsa.from(merchant.privateKey, "private");
  const theirs = Rsa.from(platform.publicKey, "public");
  await fc.assert(
    fc.asyncProperty(request, async (sent) => {
      const message = requestMessage(sent);
      expect(await signText(merchant.privateKey, message)).toBe(Rsa.sign(message, ours));
      const answer = await signText(platform.privateKey, message);
      expect(Rsa.verify(message, answer, theirs)).toBe(true);
      expect(await verifyText(platform.publicKey, message, answer)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test("the Authorization header names each value once", () => {
  const sent = { method: "GET" as const, target: "/v3/x", timestamp: 1, nonce: "n", body: "" };
  const header = authorization({ merchantId: "m", merchantSerial: "s" }, sent, "sig==");
  expect(header).toBe(
    'WECHATPAY2-SHA256-RSA2048 mchid="m",nonce_str="n",signature="sig==",timestamp="1",serial_no="s"',
  );
});

test.each(["ORDER_PAID", "ORDERPAID", "order_paid"])("%s is one code", (code) => {
  expect(errorCode(code)).toBe("ORDERPAID");
});

test.each([
  ["Coze 月卡 30 天", "Coze 月卡 30 天"],
  ["月卡 🎉 特惠", "月卡  特惠"],
  ["👨‍👩‍👧 family ❤️", "family ❤"],
  ["line\nbreak\u0007", "linebreak"],
  ["lone \ud83d surrogate", "lone  surrogate"],
  ["𠮷野家", "野家"],
])("%j becomes %j", (text, plain) => {
  expect(plainText(text, 127)).toBe(plain);
});

test("text with nothing to show is none", () => {
  expect(plainText("🎉🎉", 127)).toBeNull();
  expect(plainText("   ", 127)).toBeNull();
});

test("any text becomes acceptable: at most 127 characters, none of four bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const plain = plainText(text, 127) ?? "";
      expect([...plain].length).toBeLessThanOrEqual(127);
      expect([...plain].every((char) => new TextEncoder().encode(char).length < 4)).toBe(true);
    }),
  );
});
