-- name: SavePush :exec
INSERT INTO push (feed, hub, topic, path, secret, state, asked, expires, next_ms, last_push, failures)
VALUES (@feed, @hub, @topic, @path, @secret, @state, @asked, @expires, @next_ms, @last_push, @failures)
ON CONFLICT (feed) DO UPDATE SET
    hub = excluded.hub, topic = excluded.topic, path = excluded.path, secret = excluded.secret,
    state = excluded.state, asked = excluded.asked, expires = excluded.expires,
    next_ms = excluded.next_ms, last_push = excluded.last_push, failures = excluded.failures;

-- name: PushByPath :one
SELECT * FROM push WHERE path = @path;

-- name: PushOf :one
SELECT * FROM push WHERE feed = @feed;

-- name: DuePushes :many
SELECT * FROM push WHERE next_ms <= @now ORDER BY next_ms, feed LIMIT @most;

-- name: NextPush :one
SELECT next_ms FROM push ORDER BY next_ms LIMIT 1;

-- name: Pushable :many
-- The feeds that name a hub and are not subscribed to at that hub and topic.
SELECT f.* FROM feed f LEFT JOIN push p ON p.feed = f.id AND p.hub = f.hub AND p.topic = f.topic
WHERE f.ended = 0 AND f.hub <> '' AND f.topic <> '' AND p.feed IS NULL
ORDER BY f.id LIMIT @most;

-- name: RemoveStalePushes :many
-- Those of feeds that are no more, ended, or no longer name the hub.
DELETE FROM push WHERE NOT EXISTS (
    SELECT 1 FROM feed f WHERE f.id = push.feed AND f.ended = 0 AND f.hub = push.hub AND f.topic = push.topic
)
RETURNING *;

-- name: TouchPush :exec
UPDATE push SET last_push = @at WHERE feed = @feed;

-- name: HoldFeed :execrows
-- Changes nothing; on PostgreSQL it locks the row.
UPDATE feed SET claimed = claimed WHERE id = @id;

-- name: HastenFeed :exec
UPDATE feed SET next_poll = @at WHERE id = @id AND ended = 0 AND next_poll > @at;
