import { Show } from "solid-js";
import { whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Day } from "../../shared/periods/Day.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Select } from "../../shared/ui/Select.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { RecordsFiltering } from "./createRecordsFilter.ts";
import { PERIODS } from "./recordsFilter.ts";

interface ToolbarProps {
  filtering: RecordsFiltering;
  kinds: { value: string; text: string }[];
  /** How many records there are; undefined while that is not known. */
  total: number | undefined;
  /** The address of the same records as a file. */
  file: string;
}

/** What is shown: of which kind, from when. And all of it as a file. */
export function Toolbar(props: ToolbarProps) {
  const filter = () => props.filtering.filter();
  return (
    <div class="toolbar">
      <Select
        label={t("web-personal-rights.records.kind")}
        value={filter().kind ?? ""}
        options={[{ value: "", text: t("web-personal-rights.records.allKinds") }, ...props.kinds]}
        onChoose={props.filtering.chooseKind}
      />
      <Select
        label={t("web-personal-rights.records.period")}
        value={filter().period}
        options={PERIODS.map((value) => ({
          value,
          text: t(`web-personal-rights.records.periods.${value}`),
        }))}
        onChoose={props.filtering.choosePeriod}
      />
      <Show when={filter().period === "custom"}>
        <div class="dates">
          <Day
            label={t("web-personal-rights.records.from")}
            value={filter().from}
            max={filter().to}
            onChoose={props.filtering.chooseFrom}
          />
          <span class="muted" aria-hidden="true">
            –
          </span>
          <Day
            label={t("web-personal-rights.records.to")}
            value={filter().to}
            min={filter().from}
            onChoose={props.filtering.chooseTo}
          />
        </div>
      </Show>
      <p class="toolbar-count muted small" role="status">
        <Show when={props.total}>
          {(total) => <Words text={t("common.paging.count", { total: whole(total()) })} />}
        </Show>
      </p>
      <Show when={props.total}>
        <a class="button plain" href={props.file} rel="external" download="">
          <span class="button-text">
            <Icon name="download" />
            {t("web-personal-rights.records.export")}
          </span>
        </a>
      </Show>
    </div>
  );
}
