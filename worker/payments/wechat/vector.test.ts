import { expect, test } from "vitest";
import { parseObject } from "../json.ts";
import { wechatCallback } from "../testing/vectors.ts";
import { decryptGcm, openResource, sealedResource } from "./resource.ts";
import { checkSignature, type FindKey } from "./signature.ts";

const { apiV3Key, certificate, headers, body, plain } = wechatCallback;
const findKey: FindKey = async (serial) =>
  serial === headers["Wechatpay-Serial"] ? certificate : null;
const SIGNED_AT_MS = 1_624_523_846_000;

test("the signature of WeChat Pay's published callback verifies", async () => {
  const message = { headers: new Headers(headers), body };
  expect(await checkSignature(message, SIGNED_AT_MS, findKey)).toEqual({ ok: true });
});

test("the same callback with one character changed does not", async () => {
  const message = { headers: new Headers(headers), body: body.replace("签约", "签字") };
  const checked = await checkSignature(message, SIGNED_AT_MS, findKey);
  expect(checked).toMatchObject({ ok: false, error: { reason: "bad-signature" } });
});

test("its content decrypts to the published text", async () => {
  const sealed = sealedResource(parseObject(body) ?? {}, "resource");
  if (!sealed) throw new Error("the vector has a resource");
  expect(await decryptGcm(Uint8Array.from(Buffer.from(apiV3Key)), sealed)).toBe(plain);
  expect(await openResource("x".repeat(32), sealed)).toBeNull();
});
