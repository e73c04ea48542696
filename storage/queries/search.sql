-- name: AddSearchTodo :exec
-- The update locks the row: who writes the words waits for this transaction.
INSERT INTO search_todo (article) VALUES (@article)
ON CONFLICT (article) DO UPDATE SET article = excluded.article;

-- name: TakeSearchTodo :many
DELETE FROM search_todo
WHERE article IN (SELECT t.article FROM search_todo t ORDER BY t.article DESC LIMIT @most)
RETURNING article;

-- name: SearchTodo :many
SELECT article FROM search_todo ORDER BY article DESC LIMIT @most;

-- name: Articles :many
SELECT * FROM article WHERE id IN (sqlc.slice(ids));

-- name: PruneTextsTodo :exec
INSERT INTO search_todo (article)
SELECT a.id FROM article a WHERE a.pruned = 0 AND a.arrived < @before ORDER BY a.arrived, a.id LIMIT @most
ON CONFLICT (article) DO NOTHING;
