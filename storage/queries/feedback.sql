-- name: AddFeedback :one
INSERT INTO feedback (channel, kind, story, title, words, creator, created, until)
VALUES (@channel, @kind, @story, @title, @words, @creator, @created, @until)
RETURNING id;

-- name: RemoveFeedback :execrows
DELETE FROM feedback WHERE channel = @channel AND id = @id;

-- name: ReplaceFeedback :exec
-- What was said before of this story in this channel.
DELETE FROM feedback WHERE channel = @channel AND story = @story;

-- name: ChannelFeedback :many
SELECT * FROM feedback WHERE channel = @channel AND (until = 0 OR until > @now) ORDER BY id;

-- name: AllFeedback :many
SELECT * FROM feedback WHERE until = 0 OR until > @now ORDER BY id;

-- name: PruneFeedback :execrows
DELETE FROM feedback WHERE until <> 0 AND until < @before;
