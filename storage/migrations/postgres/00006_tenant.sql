-- +goose Up
-- Who may do what in all channels of a server or workspace that have no rule of
-- their own; "" means the default.
CREATE TABLE tenant_rules (
    platform    TEXT NOT NULL,
    tenant      TEXT NOT NULL,
    subscribers TEXT NOT NULL,
    configurers TEXT NOT NULL,
    PRIMARY KEY (platform, tenant)
);

-- +goose Down
DROP TABLE tenant_rules;
