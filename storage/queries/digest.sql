-- name: AddDigest :one
INSERT INTO digest (channel, number, schedule, zone, query, next_ms, covered, creator, created, kind, length, style)
VALUES (@channel, @number, @schedule, @zone, @query, @next_ms, @covered, @creator, @created, @kind, @length, @style)
RETURNING id;

-- name: SetRelease :exec
-- A channel has one of each kind, under a number that is none of people's.
INSERT INTO digest (channel, number, schedule, zone, query, next_ms, covered, creator, created, kind, length, style)
VALUES (@channel, @number, '', '', '', @next_ms, @covered, '', @created, @kind, 0, '')
ON CONFLICT (channel, number) DO UPDATE SET next_ms = excluded.next_ms;

-- name: RemoveDigest :one
DELETE FROM digest WHERE channel = @channel AND number = @number AND kind = '' RETURNING *;

-- name: ChannelDigests :many
SELECT * FROM digest WHERE channel = @channel AND kind = '' ORDER BY number;

-- name: Digest :one
SELECT * FROM digest WHERE id = @id;

-- name: LastList :one
SELECT id FROM delivery WHERE channel = @channel AND kind = 'digest' AND state <> 'dropped' ORDER BY id DESC LIMIT 1;

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

-- name: Look :one
-- Until when a person in private has seen everything.
SELECT * FROM digest WHERE channel = @channel AND kind = 'look';

-- name: AddLook :execrows
-- Of several that looked first at once, one adds the row.
INSERT INTO digest (channel, number, schedule, zone, query, next_ms, covered, creator, created, kind, length, style)
VALUES (@channel, @number, '', '', '', 0, @covered, '', @created, 'look', 0, '')
ON CONFLICT (channel, number) DO NOTHING;

-- name: MoveLook :execrows
-- Compare and set: of several that looked at once, one changes the row.
UPDATE digest SET covered = @covered WHERE channel = @channel AND kind = 'look' AND covered = @was;

-- name: SetCovered :execrows
UPDATE digest SET covered = @covered WHERE id = @id AND covered = @was;
