import { A } from "@solidjs/router";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { Notice } from "../../shared/ui/Notice.tsx";
import type { Kind } from "../kinds/kind.ts";

/** An open centre with nothing on sale. */
export function Empty(props: { kind: Kind }) {
  return (
    <Notice icon="box" title={t(props.kind.texts.empty)} desc={t(props.kind.texts.emptyDesc)}>
      <A class="button plain" href={PATHS.home}>
        {t("common.action.backHome")}
      </A>
    </Notice>
  );
}
