import { createCipheriv, X509Certificate } from "node:crypto";
import { rfc3339 } from "../clock.ts";
import { randomText } from "../signing.ts";
import type { World } from "../world.ts";
import { accepted, refused, type WechatReply } from "./reply.ts";

/** `GET /v3/certificates` (section 1.6); a merchant that only has the public key gets 404. */
export function certificates(world: World): WechatReply {
  if (world.faults.take("certificates-gone", { gateway: "wechat", operation: "certificates" })) {
    return refused(404, "RESOURCE_NOT_EXISTS", "无可用的平台证书，请使用微信支付公钥");
  }
  const { platformCertificate, platformSerial, apiV3Key } = world.keys.wechat;
  const certificate = new X509Certificate(platformCertificate);
  return accepted({
    data: [
      {
        serial_no: platformSerial,
        effective_time: rfc3339(Date.parse(certificate.validFrom)),
        expire_time: rfc3339(Date.parse(certificate.validTo)),
        encrypt_certificate: encryptResource(platformCertificate, apiV3Key, "certificate"),
      },
    ],
  });
}

/** Sections 1.6 and 1.7: AES-256-GCM, the key as ASCII bytes, the tag at the end of the ciphertext. */
export function encryptResource(plaintext: string, apiV3Key: string, associatedData: string) {
  const nonce = randomText(12);
  const cipher = createCipheriv("aes-256-gcm", apiV3Key, nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const parts = [cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()];
  return {
    algorithm: "AEAD_AES_256_GCM",
    ciphertext: Buffer.concat(parts).toString("base64"),
    associated_data: associatedData,
    nonce,
  };
}
