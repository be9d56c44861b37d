import { useSite } from "../../shared/frame/site.tsx";
import { day, days, span } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import type { CozeCenter } from "../api/types.ts";
import { CenterPage } from "../center/CenterPage.tsx";
import { createPurchase } from "../center/createPurchase.ts";
import { cozeCenter } from "../center/data.ts";
import { PackageCard } from "../center/PackageCard.tsx";
import { PurchaseEffect } from "../center/PurchaseEffect.tsx";
import type { UserFacts } from "../center/UserCard.tsx";
import { coze } from "../kinds/coze.ts";

export default function CozePackageCenter() {
  const { dataOf, reload } = useSite();
  const center = dataOf(cozeCenter);
  const purchase = createPurchase({
    kind: coze,
    offer: () =>
      center.value && {
        open: center.value.status,
        items: center.value.packages,
        ways: center.value.payWayList,
        explain: center.value.explain,
        isGuest: center.value.user === undefined,
      },
    choiceOf: (item) => ({
      amount: item.currentPrice,
      currency: item.currency,
      sold: { name: item.name, duration: item.duration, power: null },
      soldOut: item.soldOut,
      lines: item.content.length + (item.description ? 1 : 0),
    }),
    preselects: false,
    reload,
  });

  const user = () => center.value?.user && factsOf(center.value.user);
  const effectOf = (id: string) => center.value?.user?.effects.find((effect) => effect.id === id);

  return (
    <CenterPage
      remote={center}
      onRetry={() => void reload()}
      purchase={purchase}
      user={user()}
      facts={2}
      card={(item, id) => <PackageCard item={item} id={id} />}
      note={(item) => <PurchaseEffect name={item().name} effect={effectOf(item().id)} />}
    />
  );
}

/** What runs now, until when, and what follows it. */
function factsOf(known: NonNullable<CozeCenter["user"]>): UserFacts {
  const running = known.cozePackage;
  const next = running?.next ?? [];
  const until = next[0]?.startsAt ?? running?.expiresAt;
  return {
    username: known.username,
    avatar: known.avatar,
    line: until
      ? t("web-personal-rights.cozePackageCenter.validUntil", { date: day(until) })
      : t("web-personal-rights.cozePackageCenter.chooseToStart"),
    facts: [
      {
        name: t("web-personal-rights.cozePackageCenter.currentPackage"),
        value: running?.name ?? t("web-personal-rights.cozePackageCenter.noPackage"),
      },
      {
        name:
          next.length > 0
            ? t("web-personal-rights.cozePackageCenter.remainingDaysOfAll")
            : t("web-personal-rights.cozePackageCenter.remainingDays"),
        value: days(running?.remainingDays ?? 0),
      },
    ],
    next:
      next.length > 0
        ? {
            title: t("web-personal-rights.cozePackageCenter.next"),
            runs: next.map((run) => ({
              name: run.name,
              time: span(run.startsAt, run.expiresAt),
            })),
          }
        : undefined,
  };
}
