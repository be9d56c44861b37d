import { date } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { archivedOrdersFile } from "../api/account.ts";

/** Where the list of orders ends, and where the older ones are. Months are archived by UTC, so the day is UTC's. */
export function ArchiveNote(props: { before: string }) {
  return (
    <p class="archive-note muted small">
      <Words
        text={t("web-personal-rights.records.archived", { date: date(props.before.slice(0, 10)) })}
      />{" "}
      <a class="text-button" href={archivedOrdersFile()} rel="external" download="">
        <Icon name="download" />
        {t("web-personal-rights.records.archivedFile")}
      </a>
    </p>
  );
}
