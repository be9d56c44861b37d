import { A } from "@solidjs/router";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { Notice } from "../../shared/ui/Notice.tsx";
import type { Kind } from "../kinds/kind.ts";

export interface Elsewhere {
  path: string;
  label: string;
}

/** The lock screen of a centre that its operator switched off. */
export function Closed(props: { kind: Kind; elsewhere: Elsewhere | undefined }) {
  return (
    <Notice icon="lock" title={t("pay.center.notOpen")} desc={t(props.kind.texts.closed)}>
      <A class="button plain" href={PATHS.records}>
        {t("common.personalRights.records")}
      </A>
      <A class="button primary" href={props.elsewhere?.path ?? PATHS.home}>
        {props.elsewhere?.label ?? t("common.action.backHome")}
      </A>
    </Notice>
  );
}
