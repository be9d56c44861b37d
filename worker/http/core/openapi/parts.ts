import type * as v from "valibot";

/** By summary. */
type ExamplesBySummary = Record<string, unknown>;

/** What the areas add to the document. Put together in worker/http/document-parts.ts. */
export interface DocumentParts {
  /** Areas by name, in the order in which a reader meets them: what each is about. */
  tags: Record<string, string>;
  /** Schemas that the document names. The others are written out where they are used. */
  components: Record<string, v.GenericSchema>;
  /** By a component's name, or "<operationId> <status>", or "<operationId> request", which goes first. */
  examples: Record<string, ExamplesBySummary>;
  /** By operation: examples of parameters whose name means something else elsewhere. */
  parameters: Record<string, Record<string, string>>;
}
