-- name: LockPace :one
-- Whoever has the row without a holder is alone with the key until it commits.
INSERT INTO pace (key, holder, places, want, invalid, pause, until) VALUES (@key, '', 0, 0, 0, 0, 0)
ON CONFLICT (key, holder) DO UPDATE SET places = 0
RETURNING until;

-- name: PaceRows :many
SELECT * FROM pace WHERE key = @key AND holder <> '' AND until > @now ORDER BY holder;

-- name: SetPace :exec
INSERT INTO pace (key, holder, places, want, invalid, pause, until)
VALUES (@key, @holder, @places, @want, @invalid, @pause, @until)
ON CONFLICT (key, holder) DO UPDATE SET
    places = excluded.places, want = excluded.want, invalid = excluded.invalid,
    pause = excluded.pause, until = excluded.until;

-- name: PaceUntil :one
SELECT CAST(COALESCE(MAX(until), 0) AS BIGINT) AS until FROM pace WHERE key = @key AND holder = @holder;

-- name: ExtendPace :exec
UPDATE pace SET until = @until WHERE key = @key AND holder = '' AND until < @until;

-- name: PrunePace :execrows
DELETE FROM pace WHERE until < @before;
