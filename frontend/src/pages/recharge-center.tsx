import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { Notice } from "../components/ui/Notice.tsx";
import { t } from "../i18n/index.ts";
import { useCenter } from "../primitives/center.tsx";
import { PATHS } from "../routes.ts";

/** Closed until the recharge centre is built; the menu entry stays, as the seed asks. */
export default function RechargeCenter() {
  const { isCozeOpen } = useCenter();
  return (
    <Notice
      icon="lock"
      title={t("web-personal-rights.rechargeCenter.notOpen")}
      desc={t("web-personal-rights.rechargeCenter.notOpenDesc")}
    >
      <A class="button plain" href={PATHS.home}>
        {t("common.action.backHome")}
      </A>
      <Show when={isCozeOpen()}>
        <A class="button primary" href={PATHS.coze}>
          {t("web-personal-rights.rechargeCenter.toCoze")}
        </A>
      </Show>
    </Notice>
  );
}
