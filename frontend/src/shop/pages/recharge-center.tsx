import { useSite } from "../../shared/frame/site.tsx";
import { units } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { CenterPage } from "../center/CenterPage.tsx";
import { createPurchase } from "../center/createPurchase.ts";
import { rechargeCenter } from "../center/data.ts";
import { RechargeCard } from "../center/RechargeCard.tsx";
import type { UserFacts } from "../center/UserCard.tsx";
import { recharge } from "../kinds/recharge.ts";

export default function RechargeCenter() {
  const { isClosed, dataOf, reload } = useSite();
  const center = dataOf(rechargeCenter);
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
      lines: rule.givePower > 0 ? 1 : 0,
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
        isClosed(PATHS.coze)
          ? undefined
          : { path: PATHS.coze, label: t("web-personal-rights.rechargeCenter.toCoze") }
      }
    />
  );
}
