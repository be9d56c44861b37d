import { AlipaySdk } from "alipay-sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { signText, verifyText } from "../keys.ts";
import { alipay, app, config, type Form, formBody, sign, signedForm } from "../testing/alipay.ts";
import {
  cleanSubject,
  decodeForm,
  encodeForm,
  notificationMessage,
  requestMessage,
} from "./canonical.ts";

const sdk = new AlipaySdk({
  appId: config.appId,
  privateKey: app.privateKey,
  keyType: "PKCS8",
  alipayPublicKey: alipay.publicKey,
});

const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });

test("request signatures are byte for byte those of an independent client", async () => {
  await fc.assert(
    fc.asyncProperty(words, fc.webUrl(), async (subject, notifyUrl) => {
      const bizContent = { out_trade_no: "EC0001", total_amount: "19.90", subject };
      const query = sdk.sdkExecute("alipay.trade.precreate", { notifyUrl, bizContent });
      const { sign: theirs, ...parameters } = decodeForm(query) ?? {};
      expect(await signText(app.privateKey, requestMessage(parameters))).toBe(theirs);
    }),
    { numRuns: 20 },
  );
});

const form = fc.dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), fc.string({ unit: "grapheme" }), {
  minKeys: 1,
  maxKeys: 8,
  noNullPrototype: true,
});
const isOrdinary = (fields: Form) =>
  !["sign", "sign_type", "alipay_cert_sn"].some((name) => name in fields);

test("notifications verify exactly when an independent client says so", async () => {
  await fc.assert(
    fc.asyncProperty(form.filter(isOrdinary), fc.boolean(), async (fields, tampered) => {
      const sent = signedForm(fields);
      if (tampered) sent.added = "later";
      const received = decodeForm(formBody(sent)) ?? {};
      const ours = await verifyText(
        alipay.publicKey,
        notificationMessage(received),
        sent.sign ?? "",
      );
      expect(ours).toBe(sdk.checkNotifySignV2({ ...received }));
      expect(ours).toBe(!tampered);
    }),
    { numRuns: 40 },
  );
});

test("requests leave empties out, notifications keep them", () => {
  const fields = { b: "", a: "1", sign: "s", sign_type: "RSA2" };
  expect(requestMessage(fields)).toBe("a=1&sign_type=RSA2");
  expect(notificationMessage(fields)).toBe("a=1&b=");
});

test("the certificate serial is not part of what a notification signs", () => {
  expect(notificationMessage({ a: "1", alipay_cert_sn: "ff" })).toBe("a=1");
});

test("a form survives the way", () => {
  fc.assert(
    fc.property(form, (fields) => {
      expect({ ...decodeForm(encodeForm(fields)) }).toEqual(fields);
      expect({ ...decodeForm(formBody(fields)) }).toEqual(fields);
    }),
  );
});

test.each([
  ["a plus sign is a blank", "a=x+y", { a: "x y" }],
  ["an encoded plus is a plus", "a=x%2By", { a: "x+y" }],
  ["a literal percent is decoded once", "a=100%25", { a: "100%" }],
  ["what looks encoded afterwards stays", "a=%2541", { a: "%41" }],
  ["blanks at the ends stay", "a=+x+", { a: " x " }],
  ["an equals sign in a value", "a=b=c", { a: "b=c" }],
  ["a name every object has", "toString=1&__proto__=2", { toString: "1", ["__proto__"]: "2" }],
])("%s", (_, body, fields) => {
  expect(Object.entries(decodeForm(body) ?? {})).toEqual(Object.entries(fields));
});

test.each([
  ["nothing", ""],
  ["a repeated field", "a=1&a=2"],
  ["a field repeated in disguise", "a=1&%61=2"],
  ["a bare name", "a"],
  ["an empty name", "=1"],
  ["GBK bytes", "a=%D3%EF%C8%B8"],
  ["a cut escape", "a=%4"],
])("%s is no form", (_, body) => {
  expect(decodeForm(body)).toBeNull();
});

test.each([
  ["Coze 月卡", "Coze 月卡"],
  ["a/b=c&d", "a b c d"],
  ["月卡 🎉 / 特惠", "月卡 特惠"],
  ["line\nbreak", "line break"],
  ["x".repeat(300), `${"x".repeat(253)}…`],
])("subject %j becomes %j", (text, subject) => {
  expect(cleanSubject(text)).toBe(subject);
});

test("a subject of forbidden characters only is none", () => {
  expect(cleanSubject("/&=🎉")).toBeNull();
});

test("Node's own signer agrees", async () => {
  expect(await signText(alipay.privateKey, "a=月&b=2")).toBe(sign("a=月&b=2"));
});
