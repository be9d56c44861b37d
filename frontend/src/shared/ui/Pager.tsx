import { whole } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import type { Paging } from "../paging/createPaging.ts";
import { pagesOf, type Turnable } from "../paging/place.ts";
import { Button } from "./Button.tsx";
import { Words } from "./Words.tsx";

interface PagerProps {
  /** The page that is shown. */
  of: Turnable;
  paging: Paging;
}

export function Pager(props: PagerProps) {
  return (
    <nav class="pager" aria-label={t("common.paging.label")}>
      <Button disabled={props.of.page <= 1} onClick={props.paging.previous}>
        {t("common.action.previous")}
      </Button>
      <span class="muted" aria-live="polite">
        <Words
          text={t("common.paging.position", {
            page: whole(props.of.page),
            pages: whole(pagesOf(props.of, props.paging.place())),
            total: whole(props.of.total),
          })}
        />
      </span>
      <Button disabled={props.of.next === null} onClick={() => props.paging.next(props.of)}>
        {t("common.action.next")}
      </Button>
    </nav>
  );
}
