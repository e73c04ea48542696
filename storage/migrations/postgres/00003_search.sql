-- +goose Up
-- The words of articles, for searching.
CREATE TABLE article_search (
    article BIGINT   PRIMARY KEY,
    words   TSVECTOR NOT NULL
);
CREATE INDEX article_search_words ON article_search USING gin (words);

-- Articles whose words are still to be written there.
CREATE TABLE search_todo (
    article BIGINT PRIMARY KEY
);
INSERT INTO search_todo (article) SELECT id FROM article;
