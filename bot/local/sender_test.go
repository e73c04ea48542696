package local_test

import (
	"context"
	"errors"
	"testing"

	"newsbell/bot/local"
	"newsbell/news"
)

// send renders and sends, as the courier does.
func send(t *testing.T, r *local.Room, d news.Delivery) news.Outcome {
	t.Helper()
	body, err := r.Render(d, false)
	if err != nil {
		t.Fatal(err)
	}
	d.Body, d.Message = body, news.Message{} // the body alone is sent
	return r.Send(t.Context(), d)
}

func posts(r *local.Room) []local.Post {
	all, _ := r.Posts("general", 0)
	return all
}

func edit(id news.DeliveryID, of, title string) news.Delivery {
	d := alert(id, title)
	d.Kind, d.ParentID, d.Message.Kind = news.KindEdit, of, news.KindEdit
	return d
}

func TestSend_twicePostsOnce(t *testing.T) {
	r := newRoom()
	first, second := send(t, r, alert(7, "A")), send(t, r, alert(7, "A"))
	if first.Class != news.OutcomeSent || first != second {
		t.Errorf("got %+v, then %+v", first, second)
	}
	if got := posts(r); len(got) != 1 || got[0].Message.Card.Title != "A" {
		t.Errorf("got %d posts, want one of A", len(got))
	}
}

func TestSend_editsInPlace(t *testing.T) {
	r := newRoom()
	id := send(t, r, alert(7, "A")).MessageID
	send(t, r, alert(8, "Z"))
	for range 2 { // the repeated edit changes nothing
		if got := send(t, r, edit(9, id, "B")); got.MessageID != id {
			t.Errorf("the edit gives message %q, want %q", got.MessageID, id)
		}
	}
	got := posts(r)
	if len(got) != 2 || got[0].Message.Card.Title != "B" || got[0].Edits != 1 || got[0].Message.Kind != news.KindAlert {
		t.Errorf("got %+v", got)
	}
}

func TestSend_replyStandsInTheThread(t *testing.T) {
	r := newRoom()
	id := send(t, r, alert(7, "A")).MessageID
	d := alert(8, "B")
	d.Kind, d.Message.Kind, d.ParentID = news.KindReply, news.KindReply, id
	send(t, r, d)
	if got := posts(r); len(got) != 2 || got[1].ReplyTo != id {
		t.Errorf("got %+v", got)
	}
}

func TestSend_refuses(t *testing.T) {
	r := newRoom()
	d := alert(7, "A")
	d.Body = []byte("{")
	if got := r.Send(t.Context(), d); got.Class != news.OutcomeRefused {
		t.Errorf("a broken body: got %+v", got)
	}
	d.Target.Channel = "No Such Channel"
	if got := send(t, r, d); got.Class != news.OutcomeForbidden {
		t.Errorf("an impossible channel: got %+v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := r.Send(ctx, alert(7, "A")); got.Class != news.OutcomeNotSent {
		t.Errorf("a cancelled context: got %+v", got)
	}
	if got := posts(r); len(got) != 0 {
		t.Errorf("got %d posts, want none", len(got))
	}
}

func TestProbe(t *testing.T) {
	r := newRoom()
	id := send(t, r, alert(7, "A")).MessageID
	send(t, r, edit(8, id, "B"))
	tests := []struct {
		name string
		d    news.Delivery
		want news.Finding
	}{
		{"a post", alert(7, "A"), news.Found},
		{"no post", alert(9, "A"), news.Absent},
		{"an edit", edit(8, id, "B"), news.Found},
		{"another edit", edit(9, id, "C"), news.Absent},
		{"an edit of nothing", edit(8, "m99", "B"), news.Absent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, at := r.Probe(t.Context(), tt.d)
			if got != tt.want || (got == news.Found) != (at == id) {
				t.Errorf("got %s %q, want %s", got, at, tt.want)
			}
		})
	}
}

func TestRender_simpleIsPlainer(t *testing.T) {
	r := newRoom()
	d := alert(7, "A")
	body, err := r.Render(d, true)
	if err != nil {
		t.Fatal(err)
	}
	d.Body = body
	r.Send(t.Context(), d)
	if c := posts(r)[0].Message.Card; c.Image != "" || c.Summary != "" || c.Title != "A" {
		t.Errorf("got %+v", c)
	}
	if d.Message.Card.Image == "" {
		t.Error("rendering changed the delivery")
	}
}

func TestLoad_restoresWhatIsEditedNext(t *testing.T) {
	r := newRoom()
	sent := func(d news.Delivery) news.Delivery {
		d.State = news.Sent
		return d
	}
	waiting, elsewhere := alert(3, "not sent"), sent(alert(4, "elsewhere"))
	elsewhere.Target.Platform = news.Slack
	history := []news.Delivery{sent(edit(2, "m1", "B")), waiting, elsewhere, sent(alert(1, "A"))}
	err := r.Load(t.Context(), func(context.Context) ([]news.Delivery, error) { return history, nil })
	if err != nil {
		t.Fatal(err)
	}
	if got := send(t, r, edit(5, "m1", "C")); got.MessageID != "m1" {
		t.Errorf("got %+v", got)
	}
	if got := posts(r); len(got) != 1 || got[0].Message.Card.Title != "C" || got[0].Edits != 2 {
		t.Errorf("got %+v", got)
	}
	failed := errors.New("no store")
	if err := r.Load(t.Context(), func(context.Context) ([]news.Delivery, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Errorf("got %v, want the store's error", err)
	}
}

// An edit is not lost when the post is no longer remembered.
func TestSend_editOfAForgottenPost(t *testing.T) {
	r := newRoom()
	if got := send(t, r, edit(5, "m1", "B")); got.Class != news.OutcomeSent || got.MessageID != "m1" {
		t.Errorf("got %+v", got)
	}
	if got := posts(r); len(got) != 1 || got[0].ID != "m1" {
		t.Errorf("got %+v", got)
	}
}

func TestRoom_remembersTheLastPosts(t *testing.T) {
	r := newRoom()
	for i := range 510 {
		send(t, r, alert(news.DeliveryID(i+1), "A"))
	}
	if got := posts(r); len(got) != 500 || got[0].ID != "m11" {
		t.Errorf("got %d posts from %s, want 500 from m11", len(got), got[0].ID)
	}
}

func TestSend_person(t *testing.T) {
	r := newRoom()
	d := alert(7, "A")
	d.Target.Channel = news.Person("ada")
	if o := send(t, r, d); o.Class != news.OutcomeSent {
		t.Fatalf("got %+v, want it sent", o)
	}
	if got, _ := r.Posts("@ada", 0); len(got) != 1 || len(posts(r)) != 0 {
		t.Errorf("got %d posts for the person and %d for all, want 1 and 0", len(got), len(posts(r)))
	}
}
