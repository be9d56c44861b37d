import { whole } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { Button } from "./Button.tsx";
import { Words } from "./Words.tsx";

interface PagerProps {
  page: number;
  pages: number;
  total: number;
  onTurn: (page: number) => void;
}

export function Pager(props: PagerProps) {
  return (
    <nav class="pager" aria-label={t("common.paging.label")}>
      <Button disabled={props.page <= 1} onClick={() => props.onTurn(props.page - 1)}>
        {t("common.action.previous")}
      </Button>
      <span class="muted" aria-live="polite">
        <Words
          text={t("common.paging.position", {
            page: whole(props.page),
            pages: whole(props.pages),
            total: whole(props.total),
          })}
        />
      </span>
      <Button disabled={props.page >= props.pages} onClick={() => props.onTurn(props.page + 1)}>
        {t("common.action.next")}
      </Button>
    </nav>
  );
}
