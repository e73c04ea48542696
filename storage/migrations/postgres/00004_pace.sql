-- +goose Up
-- What processes that send side by side tell each other about the limits of the
-- platforms. A row without a holder stands for the limit as a whole.
CREATE TABLE pace (
    key     TEXT NOT NULL,
    holder  TEXT NOT NULL,
    places  BIGINT NOT NULL,
    want    BIGINT NOT NULL,
    invalid BIGINT NOT NULL,
    pause   BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (key, holder)
);
CREATE INDEX pace_until ON pace (until);

-- What a person must decide is found however old it is.
CREATE INDEX delivery_review ON delivery (id) WHERE state = 'review';

-- +goose Down
DROP INDEX delivery_review;
DROP TABLE pace;
