import { A } from "@solidjs/router";
import { Notice } from "../../shared/ui/Notice.tsx";
import { t } from "../i18n.ts";

export default function NotFound() {
  return (
    <Notice icon="info" title={t("console.notFound.title")} desc={t("console.notFound.lead")}>
      <A class="button primary" href="/">
        {t("console.overview.title")}
      </A>
    </Notice>
  );
}
