import type { Shape } from "./shapes.ts";

/** Operations as OpenAPI 3.1 has them. */

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Shape;
  example?: unknown;
}

export type Examples = Record<string, { $ref: string } | { summary: string; value: unknown }>;
export type Content = Record<string, { schema: Shape; examples?: Examples }>;

export interface AnswerHeader {
  description: string;
  /** Every answer of the status has it. */
  required: boolean;
  schema: Shape;
}

export interface Answered {
  description: string;
  headers?: Record<string, AnswerHeader>;
  content?: Content;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { required: boolean; description?: string; content: Content };
  responses: Record<string, Answered>;
}
