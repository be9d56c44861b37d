-- What an API key may do, and until when.

-- Names of worker/domain/key-scopes.ts between blanks. NULL: all, those too that a later version adds.
ALTER TABLE api_key ADD COLUMN scopes TEXT CHECK (scopes <> '');

-- NULL: it has no end of its own.
ALTER TABLE api_key ADD COLUMN expires_at INTEGER CHECK (expires_at > 0);
