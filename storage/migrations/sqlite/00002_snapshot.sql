-- +goose Up
-- What the desk knew after a batch, in parts of half a megabyte. A snapshot
-- without its last part is not whole.
CREATE TABLE snapshot (
    entry INTEGER NOT NULL, -- the last one of the journal that is in it
    part  INTEGER NOT NULL,
    whole INTEGER NOT NULL, -- 1: this is the last part
    body  BLOB NOT NULL,
    PRIMARY KEY (entry, part)
) STRICT;
CREATE INDEX snapshot_whole ON snapshot (entry) WHERE whole = 1;

-- What each batch since then taught the desk.
CREATE TABLE journal (
    entry INTEGER NOT NULL PRIMARY KEY,
    body  BLOB NOT NULL
) STRICT;

-- +goose Down
DROP TABLE journal;
DROP TABLE snapshot;
