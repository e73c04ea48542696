package post

import (
	"context"
	"encoding/json"
	"net/url"

	"newsbell/news"
)

const methodOpen = "conversations.open"

// historyOf is the channel whose history shows a delivery: for a person the
// direct conversation, which is asked for, since history knows it by its own id
// only. A finding other than "" means that it cannot be told.
func (l looker) historyOf(ctx context.Context, t news.Target) (channel string, f news.Finding) {
	user, ok := t.Person()
	if !ok {
		return t.Channel, ""
	}
	if after, err := l.pace.wait(ctx, methodOpen, ""); err != nil || after > 0 {
		return "", news.Later
	}
	r := l.api.Query(ctx, methodOpen, url.Values{"users": {user}})
	if f, failed := l.failedLook(ctx, methodOpen, r); failed {
		return "", f
	}
	var a struct {
		Channel struct {
			ID string `json:"id"`
		} `json:"channel"`
	}
	if json.Unmarshal(r.Body, &a) != nil || a.Channel.ID == "" {
		return "", news.Unreadable
	}
	return a.Channel.ID, ""
}
