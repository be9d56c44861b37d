import { For, type JSX, Show } from "solid-js";
import type { Remote } from "../../shared/primitives/createRemote.ts";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { Notice } from "../../shared/ui/Notice.tsx";
import { t } from "../i18n.ts";

export interface Column<Row> {
  head: string;
  cell: (row: Row) => JSX.Element;
  /** Numbers stand on the right, one below the other. */
  numeric?: boolean;
}

interface DataTableProps<Row> {
  /** What the rows are, for who hears the page. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
}

/** On a narrow screen each row is a card, with the column's name before each value. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  return (
    <div class="table-place">
      <table class="data">
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            <For each={props.columns}>
              {({ head, numeric }) => (
                <th scope="col" classList={{ numeric: numeric ?? false }}>
                  {head}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows}>
            {(row) => (
              <tr>
                <For each={props.columns}>
                  {({ head, cell, numeric }) => (
                    <td classList={{ numeric: numeric ?? false }}>
                      <span class="cell-head">{head}</span>
                      <div class="cell">{cell(row)}</div>
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

interface ListedProps<Row, T> extends Omit<DataTableProps<Row>, "rows"> {
  remote: Remote<T>;
  rowsOf: (value: T) => readonly Row[];
  onRetry: () => void;
  /** What is said where there is nothing. */
  empty: { title: string; desc: string; action?: JSX.Element };
  /** Below the rows: other parts of the list, or what was left out. */
  foot?: (value: T) => JSX.Element;
}

/** A list from the server: waiting, failed, empty, or there. What was shown stays while it is read again. */
export function Listed<Row, T extends object>(props: ListedProps<Row, T>) {
  return (
    <>
      <Show when={props.remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={props.remote.loading} onRetry={props.onRetry} />
        )}
      </Show>
      <Show when={props.remote.value} fallback={<Waiting shown={!props.remote.failure} />}>
        {(value) => (
          <div aria-busy={props.remote.loading}>
            <Show
              when={props.rowsOf(value()).length > 0}
              fallback={
                <Notice icon="check" title={props.empty.title} desc={props.empty.desc}>
                  {props.empty.action}
                </Notice>
              }
            >
              <DataTable
                caption={props.caption}
                columns={props.columns}
                rows={props.rowsOf(value())}
              />
            </Show>
            {props.foot?.(value())}
          </div>
        )}
      </Show>
    </>
  );
}

function Waiting(props: { shown: boolean }) {
  return (
    <Show when={props.shown}>
      <div class="table-place table-wait" role="status" aria-label={t("common.label.loading")}>
        <span class="skeleton line" />
        <span class="skeleton line" />
        <span class="skeleton line" />
      </div>
    </Show>
  );
}
