package desk_test

import (
	"strings"
	"testing"
	"time"

	"newsbell/news"
)

// set changes a channel's settings, as people do.
func (b *bench) set(ch news.Channel, change func(*news.Settings)) news.Channel {
	b.t.Helper()
	change(&ch.Settings)
	b.check(b.store.UpdateChannel(b.t.Context(), ch))
	b.check(b.desk.SetChannel(ch))
	return ch
}

// say keeps what somebody made of a story.
func (b *bench) say(ch news.Channel, f news.Feedback) {
	b.t.Helper()
	f.Channel, f.Created = ch.ID, b.now
	_, err := b.store.AddFeedback(b.t.Context(), f)
	b.check(err)
	said, err := b.store.ChannelFeedback(b.t.Context(), ch.ID, b.now)
	b.check(err)
	b.desk.SetFeedback(ch.ID, said)
}

// verdict is what was decided for a story in a channel.
func (b *bench) verdict(story news.StoryID, ch news.Channel) news.Verdict {
	b.t.Helper()
	all, err := b.store.Verdicts(b.t.Context(), story)
	b.check(err)
	for _, v := range all {
		if v.Channel == ch.ID {
			return v
		}
	}
	b.t.Fatalf("nothing was decided about story %d in channel %d", story, ch.ID)
	return news.Verdict{}
}

func TestDesk_quietHoursHoldOnce(t *testing.T) {
	b := newBench(t) // it is 17:00
	ch := b.set(b.channel("every", "ukraine", news.Every), func(s *news.Settings) { s.Quiet = news.Quiet{From: 16 * 60, To: 19 * 60} })
	for i, publisher := range []string{"Harbour Wire", "The Meridian", "Capital Ledger"} {
		b.publish(publisher, []string{talks1, talks2, talks3}[i], []string{text1, text2, text3}[i])
		b.work()
		b.restart()
		b.now = b.now.Add(30 * time.Minute)
	}
	if got := b.sent(ch); len(got) != 0 {
		t.Fatalf("in quiet hours: got %s, want nothing", kinds(got))
	}
	held, err := b.store.Held(t.Context(), ch.ID, "quiet_hours", b.now.Add(-3*time.Hour), b.now)
	b.check(err)
	if len(held) != 1 || len(held[0].Story.Reports) != 3 {
		t.Fatalf("got held %+v, want the story once with all who report it", held)
	}
	// In the morning it grows: it was on the list, and does not ring.
	b.now = b.now.Add(time.Hour)
	b.publish("Northern Post", talks2, text3)
	b.work()
	if got := b.sent(ch); len(got) != 0 {
		t.Errorf("after quiet hours: got %s, want nothing", kinds(got))
	}
	// Another story rings.
	b.publish("Echo", "Ukraine wins the song contest again", "Ukraine's band won the song contest on Wednesday evening in Basel with a clear lead.")
	b.work()
	if got := kinds(b.sent(ch)); got != "alert" {
		t.Errorf("another story: got %q, want an alert", got)
	}
}

func TestDesk_muteAndFollow(t *testing.T) {
	b := newBench(t)
	ch := b.channel("every", "ukraine", news.Every)
	b.publish("Harbour Wire", talks1, text1)
	b.work()
	alerts := b.sent(ch)
	if kinds(alerts) != "alert" {
		t.Fatalf("got %s, want an alert", kinds(alerts))
	}
	b.say(ch, news.Feedback{Kind: news.Mute, Story: alerts[0].Story, Until: b.now.Add(time.Hour)})
	b.now = b.now.Add(10 * time.Minute)
	b.publish("The Meridian", talks2, text2)
	b.work()
	if got := b.sent(ch); len(got) != 0 || b.verdict(alerts[0].Story, ch).Reason != "muted" {
		t.Errorf("muted: got %s, want nothing", kinds(got))
	}
	b.restart()
	b.now = b.now.Add(10 * time.Minute)
	b.publish("Northern Post", talks2, text3)
	b.work()
	if got := b.sent(ch); len(got) != 0 {
		t.Errorf("muted, after a restart: got %s, want nothing", kinds(got))
	}
	b.now = b.now.Add(time.Hour)
	b.publish("Capital Ledger", talks3, text3)
	b.work()
	if got := kinds(b.sent(ch)); got != "edit" {
		t.Errorf("when the mute has ended: got %q, want an edit", got)
	}
}

func TestDesk_fewerLikeThis(t *testing.T) {
	b := newBench(t)
	ch := b.channel("every", "ferry", news.Every)
	b.say(ch, news.Feedback{Kind: news.Fewer, Story: 99, Words: []string{"ferry", "fare", "rise", "council"}})
	b.publish("Echo", "Ferry fares rise after council vote", "The council voted on Friday to raise the fares of the ferry by a tenth.")
	b.work()
	if got := b.sent(ch); len(got) != 0 || b.verdict(1, ch).Reason != "fewer_like_this" {
		t.Errorf("got %s, want nothing because fewer were asked for", kinds(got))
	}
	b.now = b.now.Add(3 * time.Hour)
	b.publish("Echo", "Ferry collides with pier near lighthouse", "A ferry struck a pier near the lighthouse on Thursday; nobody was hurt.")
	b.work()
	if got := kinds(b.sent(ch)); got != "alert" {
		t.Errorf("another kind of story: got %q, want an alert", got)
	}
}

func TestDesk_anotherLanguageIsALineOnTheCard(t *testing.T) {
	b := newBench(t)
	ch := b.channel("every", "trump OR трамп lang:any", news.Every)
	b.publish("Harbour Wire", "Trump and Putin spoke for 90 minutes about Ukraine, Kremlin says", "Donald Trump and Vladimir Putin spoke for 90 minutes on Wednesday, spokesman Dmitry Peskov said.")
	b.work()
	alerts := b.sent(ch)
	if kinds(alerts) != "alert" {
		t.Fatalf("got %s, want an alert", kinds(alerts))
	}
	b.now = b.now.Add(10 * time.Minute)
	b.language = "ru"
	b.publish("Beispiel RU", "Трамп и Путин говорили 90 минут об Украине", "Дональд Трамп и Владимир Путин говорили 90 минут в среду, сообщил Дмитрий Песков.")
	b.work()
	got := b.sent(ch)
	if kinds(got) != "edit" || got[0].Parent != alerts[0].ID {
		t.Fatalf("got %s, want an edit of the first message", kinds(got))
	}
	last := got[0].Message.Card.Reports[len(got[0].Message.Card.Reports)-1]
	if !strings.HasSuffix(last.Publisher, "[RU]") || b.verdict(2, ch).Reason != "other_language" {
		t.Errorf("got last report %+v, verdict %+v", last, b.verdict(2, ch))
	}
}

func TestDesk_wideChannelsAreAnsweredInTheThread(t *testing.T) {
	b := newBench(t)
	wide := b.set(b.channel("wide", "ukraine", news.Every), func(s *news.Settings) { s.Width = news.Wide })
	normal := b.channel("normal", "ukraine", news.Every)
	b.publish("Harbour Wire", talks1, text1)
	b.work()
	first := b.sent(wide)
	b.sent(normal)
	b.now = b.now.Add(20 * time.Minute)
	b.publish("The Meridian", "European ministers meet in Paris over the war in Ukraine", "Foreign ministers of six countries met in Paris on Wednesday evening and asked for a part in any negotiation.")
	b.work()
	inWide, inNormal := b.sent(wide), b.sent(normal)
	if kinds(inNormal) != "alert" {
		t.Fatalf("a channel of normal width got %s, want a story of its own", kinds(inNormal))
	}
	if kinds(inWide) != "reply" || inWide[0].Parent != first[0].ID {
		t.Errorf("got %s, want a reply to the first message", kinds(inWide))
	}
}
