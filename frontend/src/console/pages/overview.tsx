import { t } from "../i18n.ts";
import { AttentionList } from "../overview/AttentionList.tsx";
import { Head } from "../parts/Head.tsx";

/** How the shop is doing, and what waits for a person. */
export default function Overview() {
  return (
    <>
      <Head title={t("console.overview.title")} lead={t("console.overview.lead")} />
      <AttentionList />
    </>
  );
}
