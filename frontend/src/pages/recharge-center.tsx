import { CenterPage } from "../components/center/CenterPage.tsx";
import { RechargeCard } from "../components/center/RechargeCard.tsx";
import type { UserFacts } from "../components/center/UserCard.tsx";
import { units } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { recharge } from "../kinds/recharge.ts";
import { useCenter } from "../primitives/center.tsx";
import { createPurchase } from "../primitives/createPurchase.ts";
import { PATHS } from "../routes.ts";

export default function RechargeCenter() {
  const { isCozeOpen, recharge: center, reload } = useCenter();
  const purchase = createPurchase({
    kind: recharge,
    offer: () =>
      center.value && {
        open: center.value.rechargeStatus,
        items: center.value.rechargeRule,
        ways: center.value.payWayList,
        explain: center.value.rechargeExplain,
        isGuest: center.value.user === undefined,
      },
    choiceOf: (rule) => ({
      amount: rule.sellPrice,
      currency: rule.currency,
      sold: { name: rule.label, duration: null, power: rule.power + rule.givePower },
      soldOut: false,
      lines: 1,
    }),
    preselects: true,
    reload,
  });

  const user = (): UserFacts | undefined => {
    const known = center.value?.user;
    return (
      known && {
        username: known.username,
        avatar: known.avatar,
        line: t("web-personal-rights.rechargeCenter.chooseToStart"),
        facts: [
          {
            name: t("web-personal-rights.rechargeCenter.powerBalance"),
            value: units("power", known.power),
          },
        ],
      }
    );
  };

  return (
    <CenterPage
      remote={center}
      onRetry={() => void reload()}
      purchase={purchase}
      user={user()}
      facts={1}
      card={(rule, id) => <RechargeCard rule={rule} id={id} />}
      brief
      barWhenEmpty
      elsewhere={
        isCozeOpen()
          ? { path: PATHS.coze, label: t("web-personal-rights.rechargeCenter.toCoze") }
          : undefined
      }
    />
  );
}
