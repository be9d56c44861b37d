export const EXAMPLES = {
  "getOpenapiJson 200": {
    "Its beginning": { openapi: "3.1.0", info: { title: "Entitlement Center", version: "0.1.0" } },
  },
  "getDocs 200": { "Its beginning": '<!doctype html>\n<html lang="en">…' },
};
