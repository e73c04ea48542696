-- name: SaveStory :exec
INSERT INTO story (
    id, title, url, lead, image, language, section, began, updated, revision, articles,
    reports, merged_into, corrected, memory
) VALUES (
    @id, @title, @url, @lead, @image, @language, @section, @began, @updated, @revision, @articles,
    @reports, @merged_into, @corrected, @memory
)
ON CONFLICT (id) DO UPDATE SET
    title = excluded.title, url = excluded.url, lead = excluded.lead, image = excluded.image,
    language = excluded.language, section = excluded.section, began = excluded.began,
    updated = excluded.updated, revision = excluded.revision, articles = excluded.articles,
    reports = excluded.reports, merged_into = excluded.merged_into, corrected = excluded.corrected,
    memory = excluded.memory;

-- name: SaveDevelopment :exec
INSERT INTO development (
    id, story, title, url, lead, began, updated, articles, reports, memory, rises
) VALUES (
    @id, @story, @title, @url, @lead, @began, @updated, @articles, @reports, @memory, @rises
)
ON CONFLICT (id) DO UPDATE SET
    story = excluded.story, title = excluded.title, url = excluded.url, lead = excluded.lead,
    began = excluded.began, updated = excluded.updated, articles = excluded.articles,
    reports = excluded.reports, memory = excluded.memory,
    rises = CASE WHEN excluded.rises = '[]' THEN development.rises ELSE excluded.rises END;

-- name: RecentStories :many
-- With the newest of all, so that the next id is known after a long rest too.
SELECT * FROM story WHERE story.updated >= @since OR story.id = (SELECT MAX(s.id) FROM story s) ORDER BY story.id;

-- name: RecentDevelopments :many
SELECT * FROM development WHERE development.updated >= @since OR development.id = (SELECT MAX(d.id) FROM development d) ORDER BY development.id;

-- name: Story :one
SELECT * FROM story WHERE id = @id;

-- name: StoriesBetween :many
SELECT * FROM story
WHERE updated > @after AND updated <= @until AND merged_into = 0
ORDER BY updated DESC, id DESC LIMIT @most;

-- name: SaveVerdict :exec
INSERT INTO verdict (story, channel, development, subscriptions, words, rang, reason, detail, decided)
VALUES (@story, @channel, @development, @subscriptions, @words, @rang, @reason, @detail, @decided)
ON CONFLICT (story, channel) DO UPDATE SET
    development = excluded.development, subscriptions = excluded.subscriptions,
    words = excluded.words, rang = excluded.rang, reason = excluded.reason, detail = excluded.detail, decided = excluded.decided
WHERE verdict.reason <> excluded.reason OR verdict.rang <> excluded.rang
    OR verdict.subscriptions <> excluded.subscriptions OR verdict.development <> excluded.development;

-- name: StoryVerdicts :many
SELECT * FROM verdict WHERE story = @story ORDER BY channel;

-- name: Candidates :many
SELECT sqlc.embed(s), v.subscriptions, v.reason, CAST(COALESCE((
    SELECT MAX(d.created) FROM delivery d
    WHERE d.story = s.id AND d.story <> 0 AND d.channel = v.channel AND d.kind IN ('alert', 'reply') AND d.state <> 'dropped'
), 0) AS BIGINT) AS rang
FROM story s JOIN verdict v ON v.story = s.id
WHERE v.channel = @channel AND s.updated > @after AND s.updated <= @until AND s.merged_into = 0
ORDER BY s.id;

-- name: Matched :many
-- What channels whose ids lie close together matched in a window. CROSS JOIN
-- keeps the order of the tables on SQLite; the story's row itself is not read,
-- so stories that were merged into others are among them.
SELECT v.channel, v.story, v.subscriptions, v.reason
FROM story s CROSS JOIN verdict v
WHERE s.updated > @after AND s.updated <= @until
    AND v.story = s.id AND v.channel >= @first_channel AND v.channel <= @last_channel;

-- name: RangBetween :many
-- Which of a window's stories rang in such channels, and when last.
SELECT d.channel, d.story, CAST(MAX(d.created) AS BIGINT) AS rang
FROM story s CROSS JOIN delivery d
WHERE s.updated > @after AND s.updated <= @until
    AND d.story = s.id AND d.story <> 0 AND d.channel >= @first_channel AND d.channel <= @last_channel
    AND d.kind IN ('alert', 'reply') AND d.state <> 'dropped'
GROUP BY d.channel, d.story;

-- name: Stories :many
SELECT * FROM story WHERE id IN (sqlc.slice(ids));

-- name: Held :many
-- The stories that a channel was not rung for, for this reason, in a time.
SELECT sqlc.embed(s), v.subscriptions, v.reason
FROM verdict v JOIN story s ON s.id = v.story
WHERE v.channel = @channel AND v.reason IN ('quiet_hours', 'budget_spent') AND v.reason = @reason
    AND v.decided > @after AND v.decided <= @until AND s.merged_into = 0
ORDER BY s.id;

-- name: HeldChannels :many
-- The channels with something held back for its budget and no list to put it on.
SELECT DISTINCT v.channel FROM verdict v
WHERE v.reason IN ('quiet_hours', 'budget_spent') AND v.reason = 'budget_spent' AND v.decided > @after
    AND NOT EXISTS (SELECT 1 FROM digest g WHERE g.channel = v.channel AND g.kind = 'day')
ORDER BY v.channel;

-- name: Broke :many
-- The developments of a time that could ring and that a channel asked for.
-- CROSS JOIN keeps the order of the tables on SQLite.
SELECT sqlc.embed(d), s.merged_into, v.subscriptions
FROM development d CROSS JOIN story s CROSS JOIN verdict v
WHERE d.updated > @after AND d.rises <> '[]' AND s.id = d.story
    AND v.story = s.id AND v.channel = @channel
ORDER BY d.updated, d.id;
