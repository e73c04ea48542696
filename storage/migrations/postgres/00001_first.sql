-- +goose Up
-- Times are unix milliseconds UTC (0: none), flags 0 or 1, lists JSON text.

CREATE TABLE feed (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url           TEXT    NOT NULL UNIQUE,
    title         TEXT    NOT NULL,
    publisher     TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    section       TEXT    NOT NULL,
    origin        TEXT    NOT NULL,
    official      BIGINT NOT NULL,
    private       BIGINT NOT NULL,
    exact_ms      BIGINT NOT NULL,
    seen          BIGINT NOT NULL,
    etag          TEXT    NOT NULL,
    last_modified TEXT    NOT NULL,
    body_hash     TEXT    NOT NULL,
    interval_ms   BIGINT NOT NULL,
    last_poll     BIGINT NOT NULL,
    last_success  BIGINT NOT NULL,
    last_new      BIGINT NOT NULL,
    next_poll     BIGINT NOT NULL,
    claimed       BIGINT NOT NULL DEFAULT 0, -- since when a poll is under way; 0 for none
    ill           TEXT    NOT NULL,
    ill_why       TEXT    NOT NULL,
    ill_since     BIGINT NOT NULL,
    failures      BIGINT NOT NULL,
    ended         BIGINT NOT NULL,
    site          TEXT NOT NULL,
    country       TEXT NOT NULL,
    hub           TEXT NOT NULL, -- WebSub, as the feed names it
    topic         TEXT NOT NULL, -- the address under which the hub knows the feed
    gap_ms        BIGINT NOT NULL, -- usual time between two of its articles
    last_full     BIGINT NOT NULL, -- when it was last asked for without conditions
    moved_to      TEXT NOT NULL, -- a permanent redirect not yet believed
    moved_since   BIGINT NOT NULL,
    moved_polls   BIGINT NOT NULL,
    well_polls    BIGINT NOT NULL, -- good polls in a row since it was last ill
    told          TEXT NOT NULL  -- the ill that its admins were told of
);
CREATE INDEX feed_due ON feed (next_poll) WHERE ended = 0;
CREATE INDEX feed_hub ON feed (id) WHERE hub <> '';

-- Who asked for a feed in a chat: its list, and who is told when it is ill.
CREATE TABLE feed_tenant (
    feed     BIGINT NOT NULL,
    platform TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    channel  TEXT NOT NULL, -- address, where it was asked for
    creator  TEXT NOT NULL,
    created  BIGINT NOT NULL,
    PRIMARY KEY (feed, platform, tenant)
);

-- A WebSub subscription to a feed.
CREATE TABLE push (
    feed      BIGINT PRIMARY KEY,
    hub       TEXT NOT NULL,
    topic     TEXT NOT NULL,
    path      TEXT NOT NULL UNIQUE, -- of its callback; cannot be guessed
    secret    TEXT NOT NULL,
    state     TEXT NOT NULL,
    asked     BIGINT NOT NULL,
    expires   BIGINT NOT NULL,
    next_ms   BIGINT NOT NULL, -- when it is asked for again
    last_push BIGINT NOT NULL,
    failures  BIGINT NOT NULL
);
CREATE INDEX push_next ON push (next_ms);

CREATE TABLE article (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed        BIGINT NOT NULL,
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
    official    BIGINT NOT NULL,
    published   BIGINT NOT NULL,
    updated     BIGINT NOT NULL,
    arrived     BIGINT NOT NULL,
    silent      BIGINT NOT NULL,
    page_due    BIGINT NOT NULL,
    revision    BIGINT NOT NULL,
    story       BIGINT NOT NULL,
    development BIGINT NOT NULL,
    todo        BIGINT NOT NULL, -- 1: the desk has not seen this form of it
    pruned      BIGINT NOT NULL, -- 1: its text was dropped for age
    identity    TEXT    NOT NULL, -- JSON list of keys, strongest first
    body        TEXT    NOT NULL
);
CREATE INDEX article_todo ON article (id) WHERE todo = 1;
CREATE INDEX article_story ON article (story) WHERE story <> 0;
CREATE INDEX article_url ON article (url);
CREATE INDEX article_canonical ON article (canonical) WHERE canonical <> '';
CREATE INDEX article_arrived ON article (arrived) WHERE pruned = 0;

CREATE TABLE article_key (
    feed    BIGINT NOT NULL,
    key     TEXT    NOT NULL,
    article BIGINT NOT NULL,
    PRIMARY KEY (feed, key)
);

CREATE TABLE story (
    id          BIGINT PRIMARY KEY,
    title       TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    lead        TEXT    NOT NULL,
    image       TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    section     TEXT    NOT NULL,
    began       BIGINT NOT NULL,
    updated     BIGINT NOT NULL,
    revision    BIGINT NOT NULL,
    articles    BIGINT NOT NULL,
    reports     TEXT    NOT NULL,
    merged_into BIGINT NOT NULL,
    corrected   TEXT    NOT NULL,
    memory      BYTEA    NOT NULL
);
CREATE INDEX story_updated ON story (updated);

CREATE TABLE development (
    id       BIGINT PRIMARY KEY,
    story    BIGINT NOT NULL,
    title    TEXT    NOT NULL,
    url      TEXT    NOT NULL,
    lead     TEXT    NOT NULL,
    began    BIGINT NOT NULL,
    updated  BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    reports  TEXT    NOT NULL,
    memory   BYTEA    NOT NULL
);
CREATE INDEX development_updated ON development (updated);

CREATE TABLE channel (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    platform      TEXT    NOT NULL,
    tenant        TEXT    NOT NULL,
    address       TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    zone          TEXT    NOT NULL,
    languages     TEXT    NOT NULL,
    budget        BIGINT NOT NULL,
    state         TEXT    NOT NULL,
    state_why     TEXT    NOT NULL,
    settings      TEXT NOT NULL, -- JSON
    created       BIGINT NOT NULL,
    subscriptions BIGINT NOT NULL, -- the last number given to one
    digests       BIGINT NOT NULL, -- the last number given to one
    UNIQUE (platform, tenant, address)
);

CREATE TABLE subscription (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel   BIGINT NOT NULL REFERENCES channel (id),
    number    BIGINT NOT NULL,
    query     TEXT    NOT NULL,
    canonical TEXT    NOT NULL,
    mode      TEXT    NOT NULL,
    sources   TEXT    NOT NULL,
    creator   TEXT    NOT NULL,
    created   BIGINT NOT NULL,
    UNIQUE (channel, number)
);

CREATE TABLE verdict (
    story         BIGINT NOT NULL,
    channel       BIGINT NOT NULL,
    development   BIGINT NOT NULL,
    subscriptions TEXT    NOT NULL,
    words         TEXT    NOT NULL, -- of the subscriptions that matched
    rang          BIGINT NOT NULL,
    reason        TEXT    NOT NULL,
    detail        TEXT    NOT NULL,
    decided       BIGINT NOT NULL,
    PRIMARY KEY (story, channel)
);
CREATE INDEX verdict_decided ON verdict (decided);

-- What is listed later: held in quiet hours, or beyond the budget.
CREATE INDEX verdict_held ON verdict (channel, decided) WHERE reason IN ('quiet_hours', 'budget_spent');

CREATE TABLE digest (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel  BIGINT NOT NULL REFERENCES channel (id),
    number   BIGINT NOT NULL,
    schedule TEXT    NOT NULL,
    zone     TEXT    NOT NULL,
    query    TEXT    NOT NULL,
    next_ms  BIGINT NOT NULL,
    covered  BIGINT NOT NULL,
    creator  TEXT    NOT NULL,
    created  BIGINT NOT NULL,
    kind     TEXT NOT NULL, -- '' for one that people set
    length   BIGINT NOT NULL, -- stories shown; 0 for the default
    style    TEXT NOT NULL,
    UNIQUE (channel, number)
);
CREATE INDEX digest_next ON digest (next_ms);

CREATE TABLE digest_run (
    digest      BIGINT NOT NULL,
    slot        BIGINT NOT NULL,
    window_from BIGINT NOT NULL,
    window_to   BIGINT NOT NULL,
    late_ms     BIGINT NOT NULL,
    PRIMARY KEY (digest, slot)
);

CREATE TABLE delivery (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel     BIGINT NOT NULL REFERENCES channel (id),
    key         TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    class       BIGINT NOT NULL,
    story       BIGINT NOT NULL,
    development BIGINT NOT NULL,
    revision    BIGINT NOT NULL,
    parent      BIGINT NOT NULL,
    reason      TEXT    NOT NULL,
    mode        TEXT    NOT NULL, -- of the subscription that rang
    state       TEXT    NOT NULL,
    nonce       TEXT    NOT NULL,
    attempts    BIGINT NOT NULL,
    probes      BIGINT NOT NULL,
    first_try   BIGINT NOT NULL,
    last_try    BIGINT NOT NULL,
    not_before  BIGINT NOT NULL,
    outcome     TEXT    NOT NULL,
    message_id  TEXT    NOT NULL,
    created     BIGINT NOT NULL,
    finished    BIGINT NOT NULL,
    UNIQUE (channel, key)
);
-- Open: neither finished nor suspended. A list of states would be the same, but
-- SQLite builds a table of it for every row that changes.
CREATE INDEX delivery_open ON delivery (channel, class, id) WHERE finished = 0 AND state <> 'suspended';
CREATE INDEX delivery_story ON delivery (story, channel) WHERE story <> 0;
CREATE INDEX delivery_ring ON delivery (created) WHERE kind IN ('alert', 'reply');
CREATE INDEX delivery_finished ON delivery (finished) WHERE finished <> 0;

-- The large part of a delivery, apart so that a change of state stays small.
CREATE TABLE content (
    delivery BIGINT PRIMARY KEY,
    message  TEXT NOT NULL,
    body     BYTEA NOT NULL
);

-- Every request made for a delivery, and what came of it.
CREATE TABLE attempt (
    delivery BIGINT NOT NULL,
    number   BIGINT NOT NULL, -- from 1
    kind     TEXT NOT NULL, -- send or probe
    at       BIGINT NOT NULL,
    hash     TEXT NOT NULL, -- of the bytes sent
    state    TEXT NOT NULL, -- what the delivery became
    outcome  TEXT NOT NULL,
    PRIMARY KEY (delivery, number)
);
CREATE INDEX attempt_sending ON attempt (delivery) WHERE state = 'sending';

-- What people made of stories: follow, mute, fewer like this.
CREATE TABLE feedback (
    id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel BIGINT NOT NULL REFERENCES channel (id),
    kind    TEXT NOT NULL,
    story   BIGINT NOT NULL,
    title   TEXT NOT NULL, -- of the story, as people know it
    words   TEXT NOT NULL, -- JSON list: what "fewer" weighs down
    creator TEXT NOT NULL,
    created BIGINT NOT NULL,
    until   BIGINT NOT NULL   -- 0: for good
);
CREATE INDEX feedback_channel ON feedback (channel);

CREATE TABLE seen (
    key TEXT    NOT NULL PRIMARY KEY,
    at  BIGINT NOT NULL
);
CREATE INDEX seen_at ON seen (at);

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

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
