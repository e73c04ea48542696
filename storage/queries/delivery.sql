-- name: AddDelivery :one
INSERT INTO delivery (
    channel, key, kind, class, story, development, revision, parent, reason, mode, state,
    nonce, attempts, probes, first_try, last_try, not_before, outcome, message_id, created, finished
) VALUES (
    @channel, @key, @kind, @class, @story, @development, @revision, @parent, @reason, @mode, @state,
    '', 0, 0, 0, 0, @not_before, '', '', @created, 0
)
ON CONFLICT (channel, key) DO NOTHING
RETURNING id;

-- name: AddContent :exec
INSERT INTO content (delivery, message, body) VALUES (@delivery, @message, @body);

-- name: PendingEdit :one
SELECT id, revision FROM delivery
WHERE channel = @channel AND class = 2 AND kind = 'edit' AND parent = @parent AND finished = 0 AND state <> 'suspended'
    AND state = 'pending'
ORDER BY id DESC LIMIT 1;

-- name: ReplaceEdit :execrows
UPDATE delivery SET key = @key, revision = @revision, development = @development, reason = @reason
WHERE id = @id AND state = 'pending';

-- name: KeyedDelivery :one
SELECT id FROM delivery WHERE channel = @channel AND key = @key;

-- name: SetMessage :exec
UPDATE content SET message = @message WHERE delivery = @delivery;

-- name: SetBody :exec
UPDATE content SET body = @body WHERE delivery = @delivery;

-- name: Lane :many
SELECT sqlc.embed(d), c.platform, c.tenant, c.address,
    COALESCE(p.message_id, '') AS parent_message, COALESCE(p.state, '') AS parent_state
FROM delivery d
JOIN channel c ON c.id = d.channel
LEFT JOIN delivery p ON p.id = d.parent
WHERE d.channel = @channel AND d.finished = 0 AND d.state <> 'suspended'
ORDER BY d.class, d.id LIMIT @most;

-- name: Delivery :one
SELECT sqlc.embed(d), c.platform, c.tenant, c.address,
    COALESCE(p.message_id, '') AS parent_message, COALESCE(p.state, '') AS parent_state,
    x.message, x.body, c.settings
FROM delivery d
JOIN channel c ON c.id = d.channel
JOIN content x ON x.delivery = d.id
LEFT JOIN delivery p ON p.id = d.parent
WHERE d.id = @id;

-- name: StoryDeliveries :many
SELECT sqlc.embed(d), c.platform, c.tenant, c.address
FROM delivery d JOIN channel c ON c.id = d.channel
WHERE d.story IN (sqlc.slice(stories)) AND d.story <> 0 AND d.kind IN ('alert', 'reply', 'edit')
    AND d.state <> 'dropped'
ORDER BY d.id;

-- name: RecentDeliveries :many
SELECT sqlc.embed(d), c.platform, c.tenant, c.address
FROM delivery d JOIN channel c ON c.id = d.channel
ORDER BY d.id DESC LIMIT @most;

-- name: ReviewDeliveries :many
-- What a person must decide, latest first.
SELECT sqlc.embed(d), c.platform, c.tenant, c.address
FROM delivery d JOIN channel c ON c.id = d.channel
WHERE d.state = 'review' ORDER BY d.id DESC LIMIT @most;

-- name: Rings :many
SELECT channel, mode, created FROM delivery
WHERE kind IN ('alert', 'reply') AND created >= @since AND state <> 'dropped'
ORDER BY created, id;

-- name: LocalHistory :many
SELECT sqlc.embed(d), c.platform, c.tenant, c.address, x.message,
    COALESCE(p.message_id, '') AS parent_message, COALESCE(p.state, '') AS parent_state
FROM delivery d
JOIN channel c ON c.id = d.channel
JOIN content x ON x.delivery = d.id
LEFT JOIN delivery p ON p.id = d.parent
WHERE c.platform = 'local' AND d.state = 'sent' AND d.created >= @since
ORDER BY d.id;

-- name: AlertCounts :many
SELECT channel, COUNT(*) AS alerts FROM delivery
WHERE kind IN ('alert', 'reply') AND kind = 'alert' AND created >= @since AND state <> 'dropped'
GROUP BY channel;

-- name: BeginSend :execrows
UPDATE delivery SET
    state = 'sending', nonce = @nonce, attempts = attempts + 1, probes = 0, not_before = 0, last_try = @now,
    first_try = CASE WHEN first_try = 0 THEN @now ELSE first_try END
WHERE id = @id AND finished = 0 AND state <> 'suspended';

-- name: Record :one
-- last_try is the end of an attempt: a probe and a note leave it, unless the clock
-- was set back behind it. Then all waits begin anew.
UPDATE delivery SET
    state = @state, message_id = COALESCE(NULLIF(CAST(@message_id AS TEXT), ''), message_id),
    outcome = @outcome, not_before = @not_before, probes = @probes,
    last_try = CASE WHEN state = 'sending' OR last_try > @now THEN @now ELSE last_try END, finished = @finished
WHERE id = @id
RETURNING channel;

-- name: SuspendLane :exec
UPDATE delivery SET state = 'suspended', outcome = @outcome
WHERE channel = @channel AND finished = 0 AND state <> 'suspended' AND state IN ('pending', 'retry');

-- name: ResumeLane :execrows
UPDATE delivery SET state = 'pending', not_before = 0
WHERE channel = @channel AND state = 'suspended' AND created >= @since;

-- name: DropSuspended :exec
UPDATE delivery SET state = 'dropped', outcome = @outcome, finished = @now
WHERE channel = @channel AND state = 'suspended' AND created < @since;

-- name: LaneLength :one
SELECT COUNT(*) FROM delivery WHERE channel = @channel AND finished = 0 AND state <> 'suspended';

-- name: LaneEnd :one
SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) AS id FROM delivery
WHERE channel = @channel AND finished = 0 AND state <> 'suspended';

-- name: ReleaseSending :exec
-- The request ended with its process, at the latest now.
UPDATE delivery SET state = 'unknown', outcome = @outcome, last_try = @now
WHERE finished = 0 AND state <> 'suspended' AND state = 'sending';

-- name: OpenLanes :many
SELECT c.id, c.platform FROM channel c
WHERE c.state = 'active' AND EXISTS (
    SELECT 1 FROM delivery d WHERE d.channel = c.id AND d.finished = 0 AND d.state <> 'suspended'
)
ORDER BY c.id;

-- name: SettleReview :one
-- A person decides what no proof could decide.
UPDATE delivery SET state = @state, outcome = @outcome, not_before = 0, probes = 0, finished = @finished
WHERE id = @id AND state = 'review'
RETURNING channel;

-- name: HeldDeliveries :many
-- What a channel's suspension holds back, by id.
SELECT sqlc.embed(d), x.message
FROM delivery d JOIN content x ON x.delivery = d.id
WHERE d.channel = @channel AND d.state = 'suspended' AND d.created >= @since
ORDER BY d.id;

-- name: DropHeldDeliveries :exec
UPDATE delivery SET state = 'dropped', outcome = @outcome, finished = @now
WHERE id IN (sqlc.slice(ids)) AND state = 'suspended';
