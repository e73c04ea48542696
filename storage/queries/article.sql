-- name: AddArticle :one
INSERT INTO article (
    feed, hash, url, canonical, title, lead, author, language, section, image, publisher, official,
    published, updated, arrived, silent, page_due, revision, story, development, todo, pruned, identity, body
) VALUES (
    @feed, @hash, @url, @canonical, @title, @lead, @author, @language, @section, @image, @publisher, @official,
    @published, @updated, @arrived, @silent, @page_due, 0, 0, 0, @todo, 0, @identity, @body
)
RETURNING id;

-- name: CorrectArticle :execrows
-- Silent articles stay out of the desk's sight. A form without text keeps the
-- text that is known.
UPDATE article SET
    hash = @hash, url = @url, canonical = @canonical, title = @title, lead = @lead, author = @author,
    language = @language, section = @section, image = @image, publisher = @publisher, official = @official,
    published = @published, updated = @updated, page_due = @page_due,
    revision = revision + 1, todo = 1 - silent, identity = @identity,
    body = COALESCE(NULLIF(CAST(@body AS TEXT), ''), body)
WHERE id = @id AND hash <> @hash;

-- name: AddKey :exec
INSERT INTO article_key (feed, key, article) VALUES (@feed, @key, @article)
ON CONFLICT (feed, key) DO NOTHING;

-- name: KeyTaken :one
SELECT article FROM article_key WHERE feed = @feed AND key = @key;

-- name: KnownKeys :many
SELECT key, article FROM article_key WHERE feed = @feed AND key IN (sqlc.slice(keys));

-- name: ArticlesWithoutText :many
SELECT id, feed, hash, url, canonical, title, lead, author, language, section, image, publisher, official,
    published, updated, arrived, silent, page_due, revision, story, development, todo, pruned, identity,
    CAST('' AS TEXT) AS body
FROM article WHERE id IN (sqlc.slice(ids));

-- name: Backlog :many
SELECT * FROM article WHERE todo = 1 AND page_due <= @now ORDER BY id LIMIT @most;

-- name: Article :one
SELECT * FROM article WHERE id = @id;

-- name: ArticleByLink :one
SELECT * FROM article WHERE url = @link OR (canonical = @link AND canonical <> '') ORDER BY id DESC LIMIT 1;

-- name: StoryArticles :many
SELECT * FROM article WHERE story = @story AND story <> 0 ORDER BY id LIMIT @most;

-- name: SavePage :execrows
UPDATE article SET
    canonical = @canonical, title = @title, lead = @lead, author = @author, language = @language,
    image = @image, published = @published, body = @body, page_due = 0,
    revision = @revision, todo = @todo
WHERE id = @id AND revision = @was;

-- name: PlaceArticle :exec
-- What changed since the desk read it stays on the desk's list.
UPDATE article SET
    story = @story, development = @development,
    todo = CASE WHEN revision = @revision THEN 0 ELSE todo END
WHERE id = @id;

-- name: MoveArticles :exec
UPDATE article SET story = @into_story WHERE story = @from_story AND story <> 0;
