-- name: AddSeen :execrows
INSERT INTO seen (key, at) VALUES (@key, @at) ON CONFLICT (key) DO NOTHING;

-- name: Value :one
SELECT value FROM setting WHERE key = @key;

-- name: SetValue :exec
INSERT INTO setting (key, value) VALUES (@key, @value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: Counts :one
SELECT
    (SELECT COUNT(*) FROM feed) AS feeds,
    (SELECT COUNT(*) FROM feed f WHERE f.ill <> '') AS feeds_ill,
    (SELECT COUNT(*) FROM article) AS articles,
    (SELECT COUNT(*) FROM article a WHERE a.pruned = 0 AND a.arrived > @since) AS articles_new,
    (SELECT COUNT(*) FROM article a WHERE a.todo = 1) AS backlog,
    (SELECT COUNT(*) FROM story s WHERE s.merged_into = 0) AS stories,
    (SELECT COUNT(*) FROM channel) AS channels,
    (SELECT COUNT(*) FROM subscription) AS subscriptions;

-- name: DeliveryCounts :many
SELECT state, COUNT(*) AS deliveries FROM delivery GROUP BY state;

-- name: OldestPending :one
SELECT d.created FROM delivery d
WHERE d.finished = 0 AND d.state <> 'suspended'
ORDER BY d.created LIMIT 1;

-- name: PruneTexts :execrows
UPDATE article SET body = '', pruned = 1
WHERE id IN (SELECT a.id FROM article a WHERE a.pruned = 0 AND a.arrived < @before ORDER BY a.arrived, a.id LIMIT @most);

-- name: PruneVerdicts :execrows
DELETE FROM verdict WHERE (story, channel) IN (
    SELECT v.story, v.channel FROM verdict v WHERE v.decided < @before ORDER BY v.decided LIMIT @most
);

-- name: PruneContents :exec
DELETE FROM content WHERE delivery IN (
    SELECT d.id FROM delivery d WHERE d.finished <> 0 AND d.finished < @before ORDER BY d.finished LIMIT @most
);

-- name: PruneDeliveries :execrows
DELETE FROM delivery WHERE id IN (
    SELECT d.id FROM delivery d WHERE d.finished <> 0 AND d.finished < @before ORDER BY d.finished LIMIT @most
);

-- name: PruneSeen :execrows
DELETE FROM seen WHERE key IN (SELECT s.key FROM seen s WHERE s.at < @before ORDER BY s.at LIMIT @most);
