-- +goose Up
-- How hard a development broke, from its first score to its highest: what a
-- channel would have been rung for at another budget is told from it.
ALTER TABLE development ADD COLUMN rises TEXT NOT NULL DEFAULT '[]';

-- +goose Down
ALTER TABLE development DROP COLUMN rises;
