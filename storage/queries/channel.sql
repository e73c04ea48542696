-- name: AddChannel :exec
INSERT INTO channel (platform, tenant, address, name, zone, languages, budget, state, state_why, settings, created, subscriptions, digests)
VALUES (@platform, @tenant, @address, @name, @zone, @languages, @budget, @state, @state_why, @settings, @created, 0, 0)
ON CONFLICT (platform, tenant, address) DO NOTHING;

-- name: ChannelByTarget :one
SELECT * FROM channel WHERE platform = @platform AND tenant = @tenant AND address = @address;

-- name: Channel :one
SELECT * FROM channel WHERE id = @id;

-- name: Channels :many
SELECT * FROM channel ORDER BY id;

-- name: UpdateChannel :execrows
UPDATE channel SET
    name = @name, zone = @zone, languages = @languages, budget = @budget, state = @state, state_why = @state_why,
    settings = @settings
WHERE id = @id;

-- name: SetChannelState :execrows
UPDATE channel SET state = @state, state_why = @state_why WHERE id = @id;

-- name: NumberSubscription :one
UPDATE channel SET subscriptions = subscriptions + 1 WHERE id = @id RETURNING subscriptions;

-- name: NumberDigest :one
UPDATE channel SET digests = digests + 1 WHERE id = @id RETURNING digests;

-- name: AddSubscription :one
INSERT INTO subscription (channel, number, query, canonical, mode, sources, creator, created)
VALUES (@channel, @number, @query, @canonical, @mode, @sources, @creator, @created)
RETURNING id;

-- name: RemoveSubscription :one
DELETE FROM subscription WHERE channel = @channel AND number = @number RETURNING *;

-- name: Subscriptions :many
SELECT * FROM subscription ORDER BY id;

-- name: ChannelSubscriptions :many
SELECT * FROM subscription WHERE channel = @channel ORDER BY number;
