-- name: TenantRules :one
SELECT subscribers, configurers FROM tenant_rules WHERE platform = @platform AND tenant = @tenant;

-- name: SetTenantRules :exec
INSERT INTO tenant_rules (platform, tenant, subscribers, configurers)
VALUES (@platform, @tenant, @subscribers, @configurers)
ON CONFLICT (platform, tenant) DO UPDATE SET subscribers = excluded.subscribers, configurers = excluded.configurers;

-- name: CountTenantSubscriptions :one
SELECT COUNT(*) FROM subscription s JOIN channel c ON c.id = s.channel
WHERE c.platform = @platform AND c.tenant = @tenant;
