/**
 * Stands in for zod in the bundle (wrangler.toml, `alias`): the OpenAPI generator can read zod schemas, ours are valibot,
 * and zod would be half of what the Worker uploads.
 */
export {};
