import type { Status } from "../api/status.ts";

export interface Finding {
  /** A dependency, or the gateway of a self-test. */
  what: string;
  isSelfTest: boolean;
  ok: boolean;
  /** What is wrong and how to mend it. */
  detail: string;
}

/** What is in trouble first; of each gateway's self-test one line with all that it found wrong. */
export function findingsIn({
  dependencies,
  gateways = {},
}: Pick<Status, "dependencies" | "gateways">): Finding[] {
  const found = [
    ...Object.entries(dependencies).map(([what, { ok, detail = "" }]) => ({
      ...{ what, isSelfTest: false, ok, detail },
    })),
    ...Object.entries(gateways).map(([what, findings]) => {
      const wrong = findings.filter(({ ok }) => !ok);
      const detail = wrong
        .map((one) => [one.detail, one.how].filter(Boolean).join(" "))
        .join(" · ");
      return { what, isSelfTest: true, ok: wrong.length === 0, detail };
    }),
  ];
  return found.sort((a, b) => Number(a.ok) - Number(b.ok));
}
