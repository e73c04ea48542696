package post_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"newsbell/bot/discord/discordtest"
	"newsbell/bot/discord/post"
	"newsbell/news"
)

// hang makes d an edit or a reply of the message with that id.
func hang(d news.Delivery, kind news.Kind, parent string) news.Delivery {
	d.Kind, d.Message.Kind, d.Parent, d.ParentID = kind, kind, 1, parent
	return d
}

// TestSender_forum: an alert becomes a post, edits and replies find it, also
// from a process that knows nothing of the forum.
func TestSender_forum(t *testing.T) {
	for _, kind := range []discordtest.Kind{discordtest.Forum, discordtest.Media} {
		srv := discordtest.Start(t, discordtest.Options{})
		srv.SetChannel("f1", discordtest.Channel{Kind: kind})
		ctx := discordtest.Within(t, 10*time.Second)
		o := sender(t, srv).Send(ctx, discordtest.Rendered(t, discordtest.Alert(1, "f1", discordtest.Storm())))
		posts := srv.Posts("f1")
		if o.Class != news.OutcomeSent || len(posts) != 1 || o.MessageID != posts[0]+"/"+posts[0] {
			t.Fatalf("kind %d: got %+v and posts %v", kind, o, posts)
		}
		if name := srv.ChannelNow(posts[0]).Name; name != discordtest.Storm().Title {
			t.Errorf("the post is called %q", name)
		}
		snd := sender(t, srv)
		if o := snd.Send(ctx, discordtest.Rendered(t, hang(discordtest.Alert(2, "f1", discordtest.Storm()), news.KindEdit, o.MessageID))); o.Class != news.OutcomeSent {
			t.Errorf("edit: got %+v", o)
		}
		reply := snd.Send(ctx, discordtest.Rendered(t, hang(discordtest.Alert(3, "f1", discordtest.Storm()), news.KindReply, o.MessageID)))
		msgs := srv.Messages(posts[0])
		if len(msgs) != 2 || len(msgs[0].Edits) != 1 || reply.MessageID != posts[0]+"/"+msgs[1].ID {
			t.Errorf("the thread holds %+v, the reply is %+v", msgs, reply)
		}
		if o := snd.Send(ctx, discordtest.Rendered(t, discordtest.Alert(4, "f1", discordtest.Storm()))); o.Class != news.OutcomeSent || len(srv.Posts("f1")) != 2 {
			t.Errorf("second alert: got %+v", o)
		}
	}
}

func TestSender_forumAsksForTag(t *testing.T) {
	tags := []discordtest.Tag{{ID: "1", Name: "Staff news", Moderated: true}, {ID: "2", Name: "Talk"}, {ID: "3", Name: "World news"}}
	tests := []struct {
		name string
		tags []discordtest.Tag
		want news.OutcomeClass
	}{
		{"one may be set", tags, news.OutcomeSent},
		{"only moderators may set them", tags[:1], news.OutcomeForbidden},
		{"there are none", nil, news.OutcomeForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := discordtest.Start(t, discordtest.Options{})
			srv.SetChannel("f1", discordtest.Channel{Kind: discordtest.Forum, NeedsTag: true, Tags: tt.tags})
			if o := sender(t, srv).Send(discordtest.Within(t, 10*time.Second), discordtest.Rendered(t, discordtest.Alert(1, "f1", discordtest.Storm()))); o.Class != tt.want {
				t.Errorf("got %+v, want %s", o, tt.want)
			}
		})
	}
}

// TestSender_forumPostIsNotDoubled: a forum knows no nonce, so an answer that
// was lost is looked for before anything is posted again.
func TestSender_forumPostIsNotDoubled(t *testing.T) {
	tests := []struct {
		name  string
		kind  discordtest.FaultKind
		state news.DeliveryState // of the second attempt
		want  news.OutcomeClass  // of the second attempt
		posts int                // after it
		probe news.Finding
	}{
		{"lost after", discordtest.ResetAfter, news.Unknown, news.OutcomeSent, 1, news.Found},
		{"lost before, not proven", discordtest.ResetBefore, news.Unknown, news.OutcomeUnknown, 0, news.Absent},
		{"lost before, proven absent", discordtest.ResetBefore, news.Retry, news.OutcomeSent, 1, news.Found},
		{"late, believed absent", discordtest.ResetAfter, news.Retry, news.OutcomeSent, 1, news.Found},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fail := true
			srv := discordtest.Start(t, discordtest.Options{Fault: func(r discordtest.Request) discordtest.Fault {
				if fail && strings.HasSuffix(r.Path, "/threads") {
					fail = false
					return discordtest.Fault{Kind: tt.kind}
				}
				return discordtest.Fault{}
			}})
			srv.SetChannel("f1", discordtest.Channel{Kind: discordtest.Forum})
			ctx := discordtest.Within(t, 10*time.Second)
			d := discordtest.Rendered(t, discordtest.Alert(1, "f1", discordtest.Storm()))
			d.FirstTry, d.LastTry, d.Attempts = time.Now(), time.Now(), 1
			snd := sender(t, srv)
			if o := snd.Send(ctx, d); o.Class != news.OutcomeUnknown {
				t.Fatalf("first: got %+v, want unknown", o)
			}
			d.Attempts, d.State = 2, tt.state
			if o := snd.Send(ctx, d); o.Class != tt.want {
				t.Errorf("second: got %+v, want %s", o, tt.want)
			}
			if n := len(srv.Posts("f1")); n != tt.posts {
				t.Errorf("%d posts, want %d", n, tt.posts)
			}
			if found, id := sender(t, srv).Probe(ctx, d); found != tt.probe || found == news.Found && id != srv.Posts("f1")[0]+"/"+srv.Posts("f1")[0] {
				t.Errorf("a fresh probe: got %s %s, want %s", found, id, tt.probe)
			}
		})
	}
}

// TestSender_replyInThread puts a development into a thread of its alert, where
// that is wanted and allowed.
func TestSender_replyInThread(t *testing.T) {
	tests := []struct {
		name    string
		channel discordtest.Channel
		inside  int // messages in the thread after two replies
		beside  int // messages in the channel
	}{
		{"allowed", discordtest.Channel{}, 2, 1},
		{"not allowed", discordtest.Channel{NoThreads: true}, 0, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := discordtest.Start(t, discordtest.Options{})
			srv.SetChannel("c1", tt.channel)
			snd := sender(t, srv)
			ctx := discordtest.Within(t, 10*time.Second)
			parent := snd.Send(ctx, discordtest.Rendered(t, discordtest.Alert(1, "c1", discordtest.Storm()))).MessageID
			for id := range news.DeliveryID(2) {
				d := hang(discordtest.Alert(id+2, "c1", discordtest.Storm()), news.KindReply, parent)
				d.Message.Thread = true
				d = discordtest.Rendered(t, d)
				o := snd.Send(ctx, d)
				if o.Class != news.OutcomeSent || strings.HasPrefix(o.MessageID, parent+"/") != (tt.inside > 0) {
					t.Fatalf("got %+v", o)
				}
				d.FirstTry, d.LastTry = time.Now(), time.Now()
				if found, at := snd.Probe(ctx, d); found != news.Found || at != o.MessageID {
					t.Errorf("probe: got %s %s, want %s", found, at, o.MessageID)
				}
			}
			absent := hang(discordtest.Alert(9, "c1", discordtest.Storm()), news.KindReply, parent)
			absent.Message.Thread, absent.FirstTry, absent.LastTry = true, time.Now(), time.Now()
			if found, _ := snd.Probe(ctx, absent); found != news.Absent {
				t.Errorf("probe of what is not there: got %s", found)
			}
			if in, out := len(srv.Messages(parent)), len(srv.Messages("c1")); in != tt.inside || out != tt.beside {
				t.Errorf("%d messages in the thread and %d beside it, want %d and %d", in, out, tt.inside, tt.beside)
			}
		})
	}
}

// TestSender_threadAsTarget: archived threads are opened, locked ones suspend.
func TestSender_threadAsTarget(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	ctx := discordtest.Within(t, 10*time.Second)
	snd := sender(t, srv)
	thread := discordtest.Channel{Kind: discordtest.Thread, Parent: "c1"}
	srv.SetChannel("t1", thread)
	first := snd.Send(ctx, discordtest.Rendered(t, discordtest.Alert(1, "t1", discordtest.Storm())))
	if first.Class != news.OutcomeSent {
		t.Fatal(first)
	}
	thread.Archived = true
	srv.SetChannel("t1", thread)
	if o := snd.Send(ctx, discordtest.Rendered(t, hang(discordtest.Alert(2, "t1", discordtest.Storm()), news.KindEdit, first.MessageID))); o.Class != news.OutcomeSent || srv.ChannelNow("t1").Archived {
		t.Errorf("edit in an archived thread: got %+v", o)
	}
	srv.SetChannel("t1", thread)
	if o := snd.Send(ctx, discordtest.Rendered(t, discordtest.Alert(3, "t1", discordtest.Storm()))); o.Class != news.OutcomeSent || srv.ChannelNow("t1").Archived {
		t.Errorf("alert in an archived thread: got %+v", o)
	}
	thread.Locked = true
	srv.SetChannel("t1", thread)
	if o := snd.Send(ctx, discordtest.Rendered(t, discordtest.Alert(4, "t1", discordtest.Storm()))); o.Class != news.OutcomeForbidden || o.Channel != news.ChannelSuspended {
		t.Errorf("alert in a locked thread: got %+v", o)
	}
	if o := snd.Send(ctx, discordtest.Rendered(t, hang(discordtest.Alert(5, "t1", discordtest.Storm()), news.KindEdit, first.MessageID))); o.Class != news.OutcomeForbidden {
		t.Errorf("edit in a locked thread: got %+v", o)
	}
}

// tap tells of each request on its way.
type tap struct {
	inMemory
	heard func(path string)
}

func (t tap) RoundTrip(r *http.Request) (*http.Response, error) {
	t.heard(r.URL.Path)
	return t.inMemory.RoundTrip(r)
}

// TestSender_publishes hands alerts of an announcement channel on, ten an hour.
func TestSender_publishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := discordtest.NewHandler(discordtest.Options{})
		var asked int
		snd := post.NewSender(post.Options{
			Token: discordtest.Token, Now: time.Now, HTTP: &http.Client{Transport: tap{inMemory{srv, 0}, func(path string) {
				if strings.HasSuffix(path, "/crosspost") {
					asked++
				}
			}}},
		})
		srv.SetChannel("a1", discordtest.Channel{Kind: discordtest.Announcement})
		send := func(id news.DeliveryID, channel string, kind news.Kind, wanted bool) string {
			d := hang(discordtest.Alert(id, channel, discordtest.Storm()), kind, "")
			d.Message.Crosspost = wanted
			o := snd.Send(t.Context(), discordtest.Rendered(t, d))
			if o.Class != news.OutcomeSent {
				t.Fatalf("delivery %d: got %+v", id, o)
			}
			return o.MessageID
		}
		published := func(channel string) (n int) {
			for _, m := range srv.Messages(channel) {
				if m.Published {
					n++
				}
			}
			return n
		}
		for id := range news.DeliveryID(12) {
			send(id+1, "a1", news.KindAlert, true)
		}
		if n := published("a1"); n != 10 || asked != 10 {
			t.Errorf("%d published by %d requests within an hour, want 10 by 10", n, asked)
		}
		send(20, "a1", news.KindDigest, true)
		send(21, "a1", news.KindAlert, false)
		if n := published("a1"); n != 10 || asked != 10 {
			t.Errorf("a digest, or an alert that nobody wanted published, was: %d by %d requests", n, asked)
		}
		time.Sleep(time.Hour)
		send(22, "a1", news.KindAlert, true)
		if n := published("a1"); n != 11 {
			t.Errorf("%d published an hour later, want 11", n)
		}
		send(30, "c1", news.KindAlert, true)
		send(31, "c1", news.KindAlert, true)
		if asked != 12 {
			t.Errorf("%d requests, want 12: a channel that cannot publish is asked once", asked)
		}
	})
}
