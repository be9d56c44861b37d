import { createSignal } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";
import { keepSeller, type SellerNow } from "../api/invoices.ts";
import type { Conflict } from "../api/write.ts";
import { type Difference, differencesOf } from "../catalog/differences.ts";
import { changedPaths, type Edit, merged } from "../catalog/edit.ts";
import { faultsOf, formOf, inputOf, SELLER_PATHS, type SellerForm } from "./form.ts";

const edit = (form: SellerForm): Edit => form as unknown as Edit;
const copyOf = (form: SellerForm): SellerForm => structuredClone(unwrap(form));

/**
 * What is typed of the seller against what was seen. When somebody else saved meanwhile, what was typed stays, the rest follows,
 * and every difference is told.
 */
export function createSellerForm(start: SellerNow) {
  const [seen, setSeen] = createSignal(start);
  const base = () => formOf(seen().seller);
  const [form, setForm] = createStore<SellerForm>(formOf(start.seller));
  const [differences, setDifferences] = createSignal<Difference[]>([]);

  const conflict = (current: SellerNow) => {
    const sides = { base: edit(base()), mine: edit(copyOf(form)) };
    const theirs = edit(formOf(current.seller));
    setDifferences(differencesOf(SELLER_PATHS, sides.base, sides.mine, theirs));
    setForm(reconcile(merged(SELLER_PATHS, { ...sides, theirs }) as unknown as SellerForm));
    setSeen(current);
  };

  const submit = async () => {
    const answer = await keepSeller({ ...inputOf(copyOf(form)), version: seen().version });
    const { current } = answer as Conflict;
    if (answer.ok) {
      setDifferences([]);
      setSeen(answer.value);
      // As it was written down, or what was trimmed would count as not saved.
      setForm(reconcile(formOf(answer.value.seller)));
    } else if (current) conflict(current as SellerNow);
    return answer;
  };

  const discard = () => {
    setDifferences([]);
    setForm(reconcile(formOf(seen().seller)));
  };

  return {
    ...{ form, setForm, seen, differences, submit, discard },
    isChanged: () => changedPaths(SELLER_PATHS, edit(base()), edit(form)).length > 0,
    faults: () => faultsOf(form),
    change: (path: string, value: unknown) =>
      setForm(...([...path.split("."), value] as unknown as [keyof SellerForm, never])),
  };
}
