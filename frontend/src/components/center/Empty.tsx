import { A } from "@solidjs/router";
import { t } from "../../i18n/index.ts";
import type { Kind } from "../../kinds/kind.ts";
import { PATHS } from "../../routes.ts";
import { Notice } from "../ui/Notice.tsx";

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
