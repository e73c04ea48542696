package slack

import (
	"context"
	"testing"
	"time"

	"newsbell/bot/slack/webapi"
	"newsbell/news"
)

// TestCrowd holds that what is known of people is kept as long as a workspace's
// token is the same, and for each workspace by itself.
func TestCrowd(t *testing.T) {
	tokens := map[string]news.Secret{"T1": "xoxb-1", "T2": "xoxb-2"}
	find := func(_ context.Context, team string) (news.Secret, error) { return tokens[team], nil }
	spaces, c := webapi.NewWorkspaces("", "", find, nil, time.Now), newCrowd(time.Now)
	of := func(team string) *people {
		t.Helper()
		w, err := spaces.Of(t.Context(), team)
		if err != nil {
			t.Fatal(err)
		}
		return c.of(w)
	}
	first := of("T1")
	if of("T2") == first {
		t.Error("two workspaces share their people")
	}
	if of("T1") != first {
		t.Error("forgotten while the token is the same")
	}
	tokens["T1"] = "xoxb-3"
	if of("T1") == first {
		t.Error("kept although the token is another")
	}
}
