-- +goose Up
-- Times are unix milliseconds UTC (0: none), flags 0 or 1, lists JSON text.

CREATE TABLE feed (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    url           TEXT    NOT NULL UNIQUE,
    title         TEXT    NOT NULL,
    publisher     TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    section       TEXT    NOT NULL,
    origin        TEXT    NOT NULL,
    official      INTEGER NOT NULL,
    private       INTEGER NOT NULL,
    exact_ms      INTEGER NOT NULL,
    seen          INTEGER NOT NULL,
    etag          TEXT    NOT NULL,
    last_modified TEXT    NOT NULL,
    body_hash     TEXT    NOT NULL,
    interval_ms   INTEGER NOT NULL,
    last_poll     INTEGER NOT NULL,
    last_success  INTEGER NOT NULL,
    last_new      INTEGER NOT NULL,
    next_poll     INTEGER NOT NULL,
    claimed       INTEGER NOT NULL DEFAULT 0, -- since when a poll is under way; 0 for none
    ill           TEXT    NOT NULL,
    ill_why       TEXT    NOT NULL,
    ill_since     INTEGER NOT NULL,
    failures      INTEGER NOT NULL,
    ended         INTEGER NOT NULL,
    site          TEXT NOT NULL,
    country       TEXT NOT NULL,
    hub           TEXT NOT NULL, -- WebSub, as the feed names it
    topic         TEXT NOT NULL, -- the address under which the hub knows the feed
    gap_ms        INTEGER NOT NULL, -- usual time between two of its articles
    last_full     INTEGER NOT NULL, -- when it was last asked for without conditions
    moved_to      TEXT NOT NULL, -- a permanent redirect not yet believed
    moved_since   INTEGER NOT NULL,
    moved_polls   INTEGER NOT NULL,
    well_polls    INTEGER NOT NULL, -- good polls in a row since it was last ill
    told          TEXT NOT NULL  -- the ill that its admins were told of
) STRICT;
CREATE INDEX feed_due ON feed (next_poll) WHERE ended = 0;
CREATE INDEX feed_hub ON feed (id) WHERE hub <> '';

-- Who asked for a feed in a chat: its list, and who is told when it is ill.
CREATE TABLE feed_tenant (
    feed     INTEGER NOT NULL,
    platform TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    channel  TEXT NOT NULL, -- address, where it was asked for
    creator  TEXT NOT NULL,
    created  INTEGER NOT NULL,
    PRIMARY KEY (feed, platform, tenant)
) STRICT, WITHOUT ROWID;

-- A WebSub subscription to a feed.
CREATE TABLE push (
    feed      INTEGER PRIMARY KEY,
    hub       TEXT NOT NULL,
    topic     TEXT NOT NULL,
    path      TEXT NOT NULL UNIQUE, -- of its callback; cannot be guessed
    secret    TEXT NOT NULL,
    state     TEXT NOT NULL,
    asked     INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    next_ms   INTEGER NOT NULL, -- when it is asked for again
    last_push INTEGER NOT NULL,
    failures  INTEGER NOT NULL
) STRICT;
CREATE INDEX push_next ON push (next_ms);

-- body stands last: what does not read it does not walk its overflow pages.
CREATE TABLE article (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    feed        INTEGER NOT NULL,
    hash        TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    canonical   TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    lead        TEXT    NOT NULL,
    author      TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    section     TEXT    NOT NULL,
    image       TEXT    NOT NULL,
    publisher   TEXT    NOT NULL,
    official    INTEGER NOT NULL,
    published   INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    arrived     INTEGER NOT NULL,
    silent      INTEGER NOT NULL,
    page_due    INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    story       INTEGER NOT NULL,
    development INTEGER NOT NULL,
    todo        INTEGER NOT NULL, -- 1: the desk has not seen this form of it
    pruned      INTEGER NOT NULL, -- 1: its text was dropped for age
    identity    TEXT    NOT NULL, -- JSON list of keys, strongest first
    body        TEXT    NOT NULL
) STRICT;
CREATE INDEX article_todo ON article (id) WHERE todo = 1;
CREATE INDEX article_story ON article (story) WHERE story <> 0;
CREATE INDEX article_url ON article (url);
CREATE INDEX article_canonical ON article (canonical) WHERE canonical <> '';
CREATE INDEX article_arrived ON article (arrived) WHERE pruned = 0;

CREATE TABLE article_key (
    feed    INTEGER NOT NULL,
    key     TEXT    NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (feed, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE story (
    id          INTEGER PRIMARY KEY,
    title       TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    lead        TEXT    NOT NULL,
    image       TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    section     TEXT    NOT NULL,
    began       INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    articles    INTEGER NOT NULL,
    reports     TEXT    NOT NULL,
    merged_into INTEGER NOT NULL,
    corrected   TEXT    NOT NULL,
    memory      BLOB    NOT NULL
) STRICT;
CREATE INDEX story_updated ON story (updated);

CREATE TABLE development (
    id       INTEGER PRIMARY KEY,
    story    INTEGER NOT NULL,
    title    TEXT    NOT NULL,
    url      TEXT    NOT NULL,
    lead     TEXT    NOT NULL,
    began    INTEGER NOT NULL,
    updated  INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    reports  TEXT    NOT NULL,
    memory   BLOB    NOT NULL
) STRICT;
CREATE INDEX development_updated ON development (updated);

CREATE TABLE channel (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    platform      TEXT    NOT NULL,
    tenant        TEXT    NOT NULL,
    address       TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    zone          TEXT    NOT NULL,
    languages     TEXT    NOT NULL,
    budget        INTEGER NOT NULL,
    state         TEXT    NOT NULL,
    state_why     TEXT    NOT NULL,
    settings      TEXT NOT NULL, -- JSON
    created       INTEGER NOT NULL,
    subscriptions INTEGER NOT NULL, -- the last number given to one
    digests       INTEGER NOT NULL, -- the last number given to one
    UNIQUE (platform, tenant, address)
) STRICT;

CREATE TABLE subscription (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    channel   INTEGER NOT NULL REFERENCES channel (id),
    number    INTEGER NOT NULL,
    query     TEXT    NOT NULL,
    canonical TEXT    NOT NULL,
    mode      TEXT    NOT NULL,
    sources   TEXT    NOT NULL,
    creator   TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    UNIQUE (channel, number)
) STRICT;

CREATE TABLE verdict (
    story         INTEGER NOT NULL,
    channel       INTEGER NOT NULL,
    development   INTEGER NOT NULL,
    subscriptions TEXT    NOT NULL,
    words         TEXT    NOT NULL, -- of the subscriptions that matched
    rang          INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    detail        TEXT    NOT NULL,
    decided       INTEGER NOT NULL,
    PRIMARY KEY (story, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_decided ON verdict (decided);

-- What is listed later: held in quiet hours, or beyond the budget.
CREATE INDEX verdict_held ON verdict (channel, decided) WHERE reason IN ('quiet_hours', 'budget_spent');

CREATE TABLE digest (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    channel  INTEGER NOT NULL REFERENCES channel (id),
    number   INTEGER NOT NULL,
    schedule TEXT    NOT NULL,
    zone     TEXT    NOT NULL,
    query    TEXT    NOT NULL,
    next_ms  INTEGER NOT NULL,
    covered  INTEGER NOT NULL,
    creator  TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    kind     TEXT NOT NULL, -- '' for one that people set
    length   INTEGER NOT NULL, -- stories shown; 0 for the default
    style    TEXT NOT NULL,
    UNIQUE (channel, number)
) STRICT;
CREATE INDEX digest_next ON digest (next_ms);

CREATE TABLE digest_run (
    digest      INTEGER NOT NULL,
    slot        INTEGER NOT NULL,
    window_from INTEGER NOT NULL,
    window_to   INTEGER NOT NULL,
    late_ms     INTEGER NOT NULL,
    PRIMARY KEY (digest, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     INTEGER NOT NULL REFERENCES channel (id),
    key         TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    class       INTEGER NOT NULL,
    story       INTEGER NOT NULL,
    development INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    parent      INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    mode        TEXT    NOT NULL, -- of the subscription that rang
    state       TEXT    NOT NULL,
    nonce       TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    probes      INTEGER NOT NULL,
    first_try   INTEGER NOT NULL,
    last_try    INTEGER NOT NULL,
    not_before  INTEGER NOT NULL,
    outcome     TEXT    NOT NULL,
    message_id  TEXT    NOT NULL,
    created     INTEGER NOT NULL,
    finished    INTEGER NOT NULL,
    UNIQUE (channel, key)
) STRICT;
-- Open: neither finished nor suspended. A list of states would be the same, but
-- SQLite builds a table of it for every row that changes.
CREATE INDEX delivery_open ON delivery (channel, class, id) WHERE finished = 0 AND state <> 'suspended';
CREATE INDEX delivery_story ON delivery (story, channel) WHERE story <> 0;
CREATE INDEX delivery_ring ON delivery (created) WHERE kind IN ('alert', 'reply');
CREATE INDEX delivery_finished ON delivery (finished) WHERE finished <> 0;

-- The large part of a delivery, apart so that a change of state stays small.
CREATE TABLE content (
    delivery INTEGER PRIMARY KEY,
    message  TEXT NOT NULL,
    body     BLOB NOT NULL
) STRICT;

-- Every request made for a delivery, and what came of it.
CREATE TABLE attempt (
    delivery INTEGER NOT NULL,
    number   INTEGER NOT NULL, -- from 1
    kind     TEXT NOT NULL, -- send or probe
    at       INTEGER NOT NULL,
    hash     TEXT NOT NULL, -- of the bytes sent
    state    TEXT NOT NULL, -- what the delivery became
    outcome  TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_sending ON attempt (delivery) WHERE state = 'sending';

-- What people made of stories: follow, mute, fewer like this.
CREATE TABLE feedback (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    channel INTEGER NOT NULL REFERENCES channel (id),
    kind    TEXT NOT NULL,
    story   INTEGER NOT NULL,
    title   TEXT NOT NULL, -- of the story, as people know it
    words   TEXT NOT NULL, -- JSON list: what "fewer" weighs down
    creator TEXT NOT NULL,
    created INTEGER NOT NULL,
    until   INTEGER NOT NULL   -- 0: for good
) STRICT;
CREATE INDEX feedback_channel ON feedback (channel);

CREATE TABLE seen (
    key TEXT    NOT NULL PRIMARY KEY,
    at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_at ON seen (at);

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- +goose Down
DROP TABLE setting;
DROP TABLE seen;
DROP TABLE feedback;
DROP TABLE attempt;
DROP TABLE content;
DROP TABLE delivery;
DROP TABLE digest_run;
DROP TABLE digest;
DROP TABLE verdict;
DROP TABLE subscription;
DROP TABLE channel;
DROP TABLE development;
DROP TABLE story;
DROP TABLE article_key;
DROP TABLE article;
DROP TABLE push;
DROP TABLE feed_tenant;
DROP TABLE feed;
