-- +goose Up
-- The words of articles, for searching. What an article is found by is computed
-- outside; the tokenizer only parts the words at their spaces. The table does its
-- merging in small steps, so that no commit waits for a large one.
CREATE VIRTUAL TABLE article_search USING fts4 (
    words, order=desc, matchinfo=fts3, tokenize=simple
);
INSERT INTO article_search (article_search) VALUES ('automerge=4');

-- Articles whose words are still to be written there.
CREATE TABLE search_todo (
    article INTEGER PRIMARY KEY
) STRICT;
INSERT INTO search_todo (article) SELECT id FROM article;
