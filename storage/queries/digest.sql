-- name: AddDigest :one
INSERT INTO digest (channel, number, schedule, zone, query, next_ms, covered, creator, created)
VALUES (@channel, @number, @schedule, @zone, @query, @next_ms, @covered, @creator, @created)
RETURNING id;

-- name: RemoveDigest :one
DELETE FROM digest WHERE channel = @channel AND number = @number RETURNING *;

-- name: ChannelDigests :many
SELECT * FROM digest WHERE channel = @channel ORDER BY number;

-- name: DueDigests :many
SELECT * FROM digest WHERE next_ms <= @now AND next_ms <> 0 ORDER BY next_ms, id LIMIT @most;

-- name: NextDigest :one
SELECT next_ms FROM digest WHERE next_ms <> 0 ORDER BY next_ms LIMIT 1;

-- name: TakeSlot :execrows
-- Compare and set: of several that saw the slot due, one changes the row.
UPDATE digest SET next_ms = @next_ms, covered = @covered WHERE id = @id AND next_ms = @slot;

-- name: AddRun :exec
INSERT INTO digest_run (digest, slot, window_from, window_to, late_ms)
VALUES (@digest, @slot, @window_from, @window_to, @late_ms);
