-- The customer's plan as the account projects it: JSON { planId, status, source, startsAt, endsAt, cancelAt }, times epoch ms. NULL
-- for who has the free plan and never had another, and until an account from before is projected again.
ALTER TABLE customer ADD COLUMN plan TEXT CHECK (plan IS NULL OR json_valid(plan));
