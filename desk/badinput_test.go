package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"newsbell/news"
)

// poll stores articles of a publisher as one poll does.
func (b *bench) poll(publisher string, articles ...news.Article) {
	b.t.Helper()
	if _, ok := b.feeds[publisher]; !ok {
		f, _, err := b.store.AddFeed(b.t.Context(), news.Feed{
			URL: "https://" + strings.ToLower(publisher) + ".example/feed", Publisher: publisher, Origin: news.OriginFile, Seen: true,
		})
		b.check(err)
		b.feeds[publisher] = f
	}
	for i := range articles {
		a := &articles[i]
		a.Keys = []string{fmt.Sprint(publisher, b.now.UnixNano(), i)}
		a.Hash, a.URL, a.Publisher, a.Arrived = a.Keys[0], "https://"+publisher+".example/"+fmt.Sprint(b.now.UnixNano(), i), publisher, b.now
	}
	_, err := b.store.CommitPoll(b.t.Context(), news.Poll{Feed: b.feeds[publisher], At: b.now, Articles: articles})
	b.check(err)
}

// Whatever feeds send, nobody is rung for it, and an event that is told among it
// rings as if it were alone.
func TestDesk_badInput(t *testing.T) {
	year := 365 * 24 * time.Hour
	english := func(n int, title func(i int) string) (list []news.Article) {
		for i := range n {
			list = append(list, news.Article{Title: title(i), Language: "en"})
		}
		return list
	}
	same := func(s string) func(int) string { return func(int) string { return s } }
	for _, tt := range []struct {
		name string
		odd  func(b *bench)
	}{
		{"articles without text", func(b *bench) {
			b.poll("Spam", english(300, func(i int) string { return fmt.Sprint("Explosion ", i) })...)
		}},
		{"articles without title", func(b *bench) {
			for p := range 5 {
				list := english(100, same(""))
				for i := range list {
					list[i].Lead = "An explosion killed many in the harbour."
				}
				b.poll(fmt.Sprint("P", p), list...)
			}
		}},
		{"articles without date", func(b *bench) { // Published is zero in all of these; here they are old, too
			list := english(200, func(i int) string { return fmt.Sprint("Explosion in undated harbour ", words(i)) })
			for i := range list {
				list[i].Silent = true
			}
			b.poll("Archive", list...)
		}},
		{"nothing at all", func(b *bench) {
			for p := range 5 {
				b.poll(fmt.Sprint("P", p), make([]news.Article, 100)...)
			}
		}},
		{"unknown scripts", func(b *bench) {
			for p := range 3 {
				var list []news.Article
				for i := range 60 {
					list = append(list, news.Article{Title: fmt.Sprintf("ᚠᚢᚦ😀 %c%c %c", 0x16a0+p, 0x16b0+i%16, 0x1f600+i), Lead: "\xff\xfe\x00 explosion \xc3("})
				}
				b.poll(fmt.Sprint("P", p), list...)
			}
		}},
		{"a megabyte", func(b *bench) {
			b.poll("Spam", news.Article{
				Title: strings.Repeat("Explosion ", 1<<17), Lead: strings.Repeat("ferry harbour workers ", 1<<16),
				Text: strings.Repeat("Brennford plant ", 1<<16), Language: "en",
			})
		}},
		{"10,000 identical titles", func(b *bench) {
			b.poll("Spam", english(10_000, same("Explosion kills many at ferry port"))...)
		}},
		{"1,000 an hour of one publisher", func(b *bench) {
			for m := range 60 {
				b.now = b.now.Add(time.Minute)
				b.poll("Spam", english(17, func(i int) string { return fmt.Sprintf("Brennford plant explosion offer %d of %d", i, m*i) })...)
				b.work()
			}
		}},
		{"clocks in the future", func(b *bench) {
			for p := range 4 {
				list := english(25, func(i int) string { return fmt.Sprintf("Explosion at %s", words(p*40+i)) })
				for i := range list {
					list[i].Published, list[i].Updated, list[i].Silent = b.now.Add(year), b.now.Add(2*year), i%2 == 0
				}
				b.poll(fmt.Sprint("P", p), list...)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			b.watch(9)
			ch := b.channel("breaking", "explosion OR harbour OR ferry", news.Breaking)
			tt.odd(b)
			b.work()
			if got := b.sent(ch); len(got) != 0 {
				t.Fatalf("rung for it: %s %+v", kinds(got), got[0].Message.Card)
			}
			var got []news.Delivery
			for i, publisher := range []string{"Alpha", "Beta", "Gamma"} {
				b.now = b.now.Add(4 * time.Minute)
				b.publish(publisher, []string{
					"Brennford chemical plant explosion injures twelve workers", "Twelve workers injured in explosion at Brennford chemical plant",
					"Explosion at chemical plant in Brennford: twelve workers injured",
				}[i], "")
				b.work()
				got = append(got, b.sent(ch)...)
			}
			if len(got) == 0 || strings.Count(kinds(got), "alert") != 1 {
				t.Fatalf("the event is told as %q, want one alert", kinds(got))
			}
			odd := 0
			for _, r := range got[len(got)-1].Message.Card.Reports {
				if !strings.Contains("Alpha Beta Gamma", r.Publisher) {
					odd++
				}
			}
			if odd > 1 {
				t.Errorf("%d of the publishers on the card have nothing to do with it", odd)
			}
		})
	}
}

// A headline that its publisher changes is an edit of the message, which shows
// the former one; so is one that is withdrawn.
func TestDesk_changedHeadlineIsACorrection(t *testing.T) {
	for name, now := range map[string]string{
		"changed":   "Explosion at Brennford plant injures two workers",
		"withdrawn": "Withdrawn: report on Brennford plant",
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			ch := b.channel("every", "brennford", news.Every)
			const was = "Explosion at Brennford plant kills twenty workers"
			b.publish("Alpha", was, "An explosion shook the plant.")
			b.work()
			first := b.sent(ch)
			link := fmt.Sprintf("https://example.org/Alpha/%d", b.now.UnixMilli())
			b.now = b.now.Add(20 * time.Minute)
			b.correct("Alpha", link, now, "An explosion shook the plant.")
			b.work()
			got := b.sent(ch)
			if kinds(first) != "alert" || kinds(got) != "edit" || got[0].Parent != first[0].ID {
				t.Fatalf("got %q and %q, want an alert and its edit", kinds(first), kinds(got))
			}
			if c := got[0].Message.Card; c.Title != now || c.Corrected != was {
				t.Errorf("the card has %q, corrected from %q", c.Title, c.Corrected)
			}
		})
	}
}

// A story that rings again answers in the thread while its message is young, and
// is a new alert that links to the message later.
func TestDesk_secondDevelopment(t *testing.T) {
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{{5*time.Hour + 20*time.Minute, "reply"}, {7 * time.Hour, "alert"}} {
		t.Run(tt.after.String(), func(t *testing.T) {
			b := newBench(t)
			b.link()
			b.watch(9)
			ch := b.channel("breaking", "mangalia", news.Breaking)
			tell := func(titles ...string) (got []news.Delivery) {
				for i, told := range titles {
					title, text, _ := strings.Cut(told, ". ")
					b.now = b.now.Add(4 * time.Minute)
					b.publish([]string{"Alpha", "Beta", "Gamma", "Delta"}[i], title, text)
					b.work()
					got = append(got, b.sent(ch)...)
				}
				return got
			}
			first := tell(
				"Mangalia mine collapse traps forty miners. Rescuers are digging towards forty miners underground after a gallery caved in at dawn.",
				"Forty miners trapped after collapse at Mangalia mine. A gallery caved in on Wednesday; teams with drills work to reach forty men.",
				"Collapse at Mangalia mine: forty miners trapped. Drilling goes on where the gallery fell on the early shift, rescuers said.",
			)
			if !strings.HasPrefix(kinds(first), "alert") {
				t.Fatalf("got %q, want an alert", kinds(first))
			}
			b.now = b.now.Add(tt.after)
			second := tell(
				"Police arrest owner of Mangalia mine at airport. Detectives stopped Ion Petrescu before he boarded a flight to Dubai with two suitcases of cash.",
				"Mangalia mine owner Ion Petrescu arrested. Prosecutors accuse Petrescu of bribing inspectors; police took him from a flight to Dubai.",
				"Ion Petrescu, owner of the Mangalia mine, arrested at airport. He was to fly to Dubai, prosecutors said, and faces charges of bribery.",
				"Owner of Mangalia mine held by police. Ion Petrescu was seized at the airport with cash on him, prosecutors in the capital said.",
			)
			var rung *news.Delivery
			for i, d := range second {
				if d.Kind != news.KindEdit {
					rung = &second[i]
				}
			}
			if rung == nil || string(rung.Kind) != tt.want {
				t.Fatalf("got %q, want a %s; verdict %+v", kinds(second), tt.want, b.verdict(1, ch))
			}
			if tt.want == "reply" && rung.Parent != first[0].ID || tt.want == "alert" && rung.Message.Card.Earlier == "" {
				t.Errorf("it hangs on %d, earlier %q", rung.Parent, rung.Message.Card.Earlier)
			}
		})
	}
}
