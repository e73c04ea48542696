package pulse

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/news"
	"newsbell/pack"
)

// feed gives a pulse the articles from one number to another.
func (p *Pulse) feed(from, to int) {
	for i := from; i < to; i++ {
		at := noon().Add(time.Duration(i) * 7 * time.Minute)
		if i%9 == 5 {
			at = at.Add(-30 * time.Minute) // a page that was waited for
		}
		dev := news.DevelopmentID(i / 4 % 9)
		p.Add(Article{
			Story: news.StoryID(dev / 2), Development: dev, Language: "en", Noise: i%11 == 0,
			Text:   fmt.Sprintf("A fire at the harbour, Mayor Ada Lindqvist and Bo Person%d said.", i%13),
			Report: news.Report{Article: news.ArticleID(i), Publisher: fmt.Sprint("P", i%7), Title: fmt.Sprint("Fire at harbour kills ", i%5), URL: fmt.Sprint("u", i), At: at, Copy: i%10 == 3, Official: i%17 == 0},
		})
		p.Note(dev, float64(i%6), at)
		if i%40 == 39 {
			p.Merge(4, 1)
		}
	}
}

func frozen(f *Frozen) []byte {
	e := &pack.Encoder{}
	f.Encode(e)
	return e.B
}

// A pulse goes on from a snapshot as if there had been no restart, and what was
// taken down does not change meanwhile.
func TestPulse_snapshotGoesOn(t *testing.T) {
	for _, cut := range []int{0, 1, 57, 200, 399} {
		whole, again := newPulse(t), newPulse(t)
		whole.feed(0, cut)
		f := whole.Freeze()
		taken := frozen(whole.Freeze())
		if err := again.Restore(pack.Decode(taken)); err != nil {
			t.Fatal(err)
		}
		whole.feed(cut, 400)
		again.feed(cut, 400)
		if !bytes.Equal(taken, frozen(f)) {
			t.Errorf("cut at %d: what was taken down has changed", cut)
		}
		if !bytes.Equal(frozen(whole.Freeze()), frozen(again.Freeze())) {
			t.Errorf("cut at %d: the states differ", cut)
		}
		now := noon().Add(400 * 7 * time.Minute)
		for dev := range news.DevelopmentID(9) {
			if diff := cmp.Diff(whole.Burst(dev, now), again.Burst(dev, now)); diff != "" {
				t.Errorf("cut at %d: %s", cut, diff)
			}
			if diff := cmp.Diff(whole.Rises(dev), again.Rises(dev)); diff != "" {
				t.Errorf("cut at %d: rises: %s", cut, diff)
			}
		}
	}
}

func TestPulse_snapshotRefused(t *testing.T) {
	p := newPulse(t)
	p.feed(0, 50)
	good := frozen(p.Freeze())
	other := bytes.Clone(good)
	other[len(snapshotHead)-2]++
	for name, b := range map[string][]byte{"empty": nil, "of another version": other, "cut": good[:len(good)-3]} {
		q := newPulse(t)
		q.feed(0, 9)
		before := frozen(q.Freeze())
		if err := q.Restore(pack.Decode(b)); err == nil {
			t.Errorf("%s: got no error", name)
		}
		if !bytes.Equal(before, frozen(q.Freeze())) {
			t.Errorf("%s: it changed the state", name)
		}
	}
}

// A headline that claims to have more words than any is damage: nothing is set
// aside for them.
func TestPulse_snapshotWithTooManyWords(t *testing.T) {
	e := &pack.Encoder{}
	e.Text(snapshotHead)
	e.Time(noon(), noon())
	e.Int(0)        // developments
	e.Int(1, 1, 1)  // a story with one mention
	e.Int(0, 0)     // now
	e.Int(-1 << 40) // words
	if err := newPulse(t).Restore(pack.Decode(e.B)); err == nil {
		t.Error("got no error")
	}
}

func TestPast_snapshot(t *testing.T) {
	p := NewPast()
	for i := range 60 {
		p.Add(news.DevelopmentID(i), float64(i%7), noon().Add(time.Duration(i)*time.Hour))
	}
	p.Threshold(noon().Add(60*time.Hour), 5)
	c := p.Clone()
	e := &pack.Encoder{}
	p.Encode(e)
	again := ReadPast(pack.Decode(e.B))
	later := noon().Add(70 * time.Hour)
	if p.Adds(3, 1, later) || !p.Adds(3, 9, later) || !p.Adds(99, 0, later) || p.Chooses(noon().Add(60*time.Hour), 5) || !p.Chooses(later, 5) {
		t.Error("it does not know what would change it")
	}
	if want, got, copied := p.Threshold(later, 5), again.Threshold(later, 5), c.Threshold(later, 5); want != got || want != copied {
		t.Errorf("got thresholds %v and %v, want %v", got, copied, want)
	}
}

func FuzzRestore(f *testing.F) {
	p, err := New()
	if err != nil {
		f.Fatal(err)
	}
	p.feed(0, 60)
	f.Add(frozen(p.Freeze()))
	f.Fuzz(func(_ *testing.T, b []byte) {
		q, err := New()
		if err != nil {
			return
		}
		if q.Restore(pack.Decode(b)) == nil {
			q.feed(0, 9)
		}
	})
}
