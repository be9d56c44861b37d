-- Which package runs first of those that a customer holds: the one with the highest tier. With the same tier they follow
-- each other as they were bought, which is what all did before.

ALTER TABLE coze_package ADD COLUMN tier INTEGER NOT NULL DEFAULT 0 CHECK (tier BETWEEN 0 AND 1000);
