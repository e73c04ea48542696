-- name: AddAttempt :exec
INSERT INTO attempt (delivery, number, kind, at, hash, state, outcome)
SELECT @delivery, COALESCE(MAX(a.number), 0) + 1, @kind, @at, @hash, @state, @outcome
FROM attempt a WHERE a.delivery = @delivery;

-- name: EndAttempt :execrows
UPDATE attempt SET state = @state, outcome = @outcome WHERE delivery = @delivery AND state = 'sending';

-- name: ReleaseAttempts :exec
UPDATE attempt SET state = 'unknown', outcome = @outcome WHERE state = 'sending';

-- name: Attempts :many
SELECT * FROM attempt WHERE delivery = @delivery ORDER BY number;

-- name: PruneAttempts :exec
DELETE FROM attempt WHERE delivery IN (
    SELECT d.id FROM delivery d WHERE d.finished <> 0 AND d.finished < @before ORDER BY d.finished LIMIT @most
);

-- name: LedgerVerdicts :many
-- What rang since then, with the message that should stand for it.
SELECT v.story, v.channel, v.development, v.decided, CAST(COALESCE((
    SELECT MAX(d.id) FROM delivery d
    WHERE d.story = v.story AND d.story <> 0 AND d.channel = v.channel AND d.kind IN ('alert', 'reply')
), 0) AS BIGINT) AS delivery
FROM verdict v WHERE v.rang = 1 AND v.decided >= @since ORDER BY v.decided, v.story, v.channel;

-- name: LedgerDeliveries :many
SELECT sqlc.embed(d), c.platform, c.tenant, c.address
FROM delivery d JOIN channel c ON c.id = d.channel
WHERE d.id > @after AND d.created >= @since
ORDER BY d.id LIMIT @most;
