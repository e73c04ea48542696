-- name: AddFeed :one
INSERT INTO feed (
    url, title, publisher, language, section, origin, official, private, exact_ms,
    seen, etag, last_modified, body_hash, interval_ms,
    last_poll, last_success, last_new, next_poll, ill, ill_why, ill_since, failures, ended,
    site, country, hub, topic, gap_ms, last_full, moved_to, moved_since, moved_polls, well_polls, told
) VALUES (
    @url, @title, @publisher, @language, @section, @origin, @official, @private, @exact_ms,
    @seen, @etag, @last_modified, @body_hash, @interval_ms,
    @last_poll, @last_success, @last_new, @next_poll, @ill, @ill_why, @ill_since, @failures, @ended,
    @site, @country, @hub, @topic, @gap_ms, @last_full, @moved_to, @moved_since, @moved_polls, @well_polls, @told
)
ON CONFLICT (url) DO NOTHING
RETURNING id;

-- name: Feeds :many
SELECT * FROM feed ORDER BY id;

-- name: Feed :one
SELECT * FROM feed WHERE id = @id;

-- name: FeedByURL :one
SELECT * FROM feed WHERE url = @url;

-- name: UpdateFeed :execrows
UPDATE feed SET
    url = @url, title = @title, publisher = @publisher, language = @language, section = @section,
    origin = @origin, official = @official, private = @private, exact_ms = @exact_ms,
    seen = @seen, etag = @etag, last_modified = @last_modified, body_hash = @body_hash,
    interval_ms = @interval_ms, last_poll = @last_poll, last_success = @last_success,
    last_new = @last_new, next_poll = @next_poll, claimed = 0,
    ill = @ill, ill_why = @ill_why, ill_since = @ill_since, failures = @failures, ended = @ended,
    site = @site, country = @country, hub = @hub, topic = @topic, gap_ms = @gap_ms, last_full = @last_full,
    moved_to = @moved_to, moved_since = @moved_since, moved_polls = @moved_polls, well_polls = @well_polls, told = @told
WHERE id = @id;

-- name: RemoveFeed :execrows
DELETE FROM feed WHERE id = @id;

-- name: RemoveFeedKeys :exec
DELETE FROM article_key WHERE feed = @feed;

-- name: ClaimFeeds :many
-- The outer condition on next_poll is for PostgreSQL: a claimer that waited for
-- another's row lock looks at the row again and lets go of it.
UPDATE feed SET next_poll = @lease, claimed = @now
WHERE feed.next_poll <= @now AND feed.ended = 0 AND feed.id IN (
    SELECT f.id FROM feed f WHERE f.next_poll <= @now AND f.ended = 0 ORDER BY f.next_poll, f.id LIMIT @most
)
RETURNING *;

-- name: NextPoll :one
SELECT next_poll FROM feed WHERE ended = 0 ORDER BY next_poll LIMIT 1;

-- name: ReleaseFeeds :exec
UPDATE feed SET next_poll = @now, claimed = 0 WHERE claimed <> 0;

-- name: AddFeedTenant :exec
INSERT INTO feed_tenant (feed, platform, tenant, channel, creator, created)
VALUES (@feed, @platform, @tenant, @channel, @creator, @created)
ON CONFLICT (feed, platform, tenant) DO NOTHING;

-- name: RemoveFeedTenant :execrows
DELETE FROM feed_tenant WHERE feed = @feed AND platform = @platform AND tenant = @tenant;

-- name: RemoveFeedTenants :exec
DELETE FROM feed_tenant WHERE feed = @feed;

-- name: FeedTenants :many
SELECT * FROM feed_tenant WHERE feed = @feed ORDER BY created, platform, tenant;

-- name: CountFeedTenants :one
SELECT COUNT(*) FROM feed_tenant WHERE feed = @feed;

-- name: TenantFeeds :many
SELECT f.* FROM feed f
WHERE f.origin <> 'chat' OR EXISTS (
    SELECT 1 FROM feed_tenant t WHERE t.feed = f.id AND t.platform = @platform AND t.tenant = @tenant
)
ORDER BY f.id;
