-- +goose Up
-- What the desk knew after a batch, in parts of half a megabyte. A snapshot
-- without its last part is not whole.
CREATE TABLE snapshot (
    entry BIGINT NOT NULL, -- the last one of the journal that is in it
    part  BIGINT NOT NULL,
    whole BIGINT NOT NULL, -- 1: this is the last part
    body  BYTEA NOT NULL,
    PRIMARY KEY (entry, part)
);
CREATE INDEX snapshot_whole ON snapshot (entry) WHERE whole = 1;

-- What each batch since then taught the desk.
CREATE TABLE journal (
    entry BIGINT NOT NULL PRIMARY KEY,
    body  BYTEA NOT NULL
);

-- +goose Down
DROP TABLE journal;
DROP TABLE snapshot;
