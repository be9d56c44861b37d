import { A } from "@solidjs/router";
import { addressOfInvoice } from "../addresses.ts";
import { Tag } from "../parts/Tag.tsx";
import { documentState, fapiaoState } from "../words.ts";

/** Colours go by what is left to do: a paid invoice is at its end, a paid order is not. */
const DOCUMENT_TONES: Record<string, string> = { paid: "done", issued: "due", draft: "due" };
const FAPIAO_TONES: Record<string, string> = {
  ...{ issued: "done", requested: "due", issuing: "due", refused: "refused" },
};

export const DocumentTag = (props: { state: string }) => (
  <Tag code={DOCUMENT_TONES[props.state] ?? ""} text={documentState(props.state)} />
);

export const FapiaoTag = (props: { state: string }) => (
  <Tag code={FAPIAO_TONES[props.state] ?? ""} text={fapiaoState(props.state)} />
);

export const InvoiceLink = (props: { id: string; number: string }) => (
  <A class="document-number" href={addressOfInvoice(props.id)}>
    {props.number}
  </A>
);
