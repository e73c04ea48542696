-- name: SaveSnapshotPart :exec
INSERT INTO snapshot (entry, part, whole, body) VALUES (@entry, @part, @whole, @body)
ON CONFLICT (entry, part) DO UPDATE SET whole = excluded.whole, body = excluded.body;

-- name: SnapshotPart :one
SELECT * FROM snapshot WHERE entry = @entry AND part = @part;

-- name: WholeSnapshot :one
SELECT s.entry FROM snapshot s WHERE s.whole = 1 ORDER BY s.entry DESC LIMIT 1;

-- name: NewestEntry :one
SELECT CAST(COALESCE(MAX(e.entry), 0) AS BIGINT) FROM (
    SELECT MAX(s.entry) AS entry FROM snapshot s UNION ALL SELECT MAX(j.entry) AS entry FROM journal j
) e;

-- name: VoidSnapshots :exec
UPDATE snapshot SET whole = 0 WHERE whole = 1;

-- name: PruneSnapshots :execrows
DELETE FROM snapshot WHERE (entry, part) IN (
    SELECT s.entry, s.part FROM snapshot s WHERE s.entry < @before ORDER BY s.entry, s.part LIMIT @most
);

-- name: AddJournal :exec
INSERT INTO journal (entry, body) VALUES (@entry, @body);

-- name: Journal :many
SELECT * FROM journal WHERE entry > @after ORDER BY entry LIMIT @most;

-- name: PruneJournal :exec
DELETE FROM journal WHERE entry <= @until;
