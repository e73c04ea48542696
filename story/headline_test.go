package story

import "testing"

// saga is a story of two days: the call, then talks break down.
func saga() []entry {
	return append(announcement(),
		entry{16 * 60, "Alpha", "Ukraine talks break down as negotiators walk out in Riyadh", "Negotiators on Ukraine left the Riyadh talks that Trump and Putin had agreed on."},
		entry{16*60 + 9, "Gamma", "Negotiators walk out: Ukraine talks in Riyadh break down", "The Ukraine talks broke down in Riyadh, and negotiators walked out, said Trump."},
	)
}

func TestGrouper_headlineFollowsTheNewestDevelopment(t *testing.T) {
	g := New(Options{})
	all := saga()
	p := add(g, all...)
	last := p[len(p)-1]
	if last.Story != p[0].Story || last.Development == p[0].Development || p[len(p)-2].Development != last.Development {
		t.Fatalf("got %+v, want a later development of story %d", p[len(p)-2:], p[0].Story)
	}
	s, _ := g.Story(last.Story)
	if want := all[len(all)-2].title; s.Title != want || s.URL != all[len(all)-2].article(len(all)-1).URL || s.Lead != all[len(all)-2].lead || s.Corrected != "" {
		t.Errorf("got %q (%s, %q), want the newest development's %q", s.Title, s.URL, s.Lead, want)
	}

	one := New(Options{})
	add(one, all[:len(all)-1]...)
	if s, _ := one.Story(last.Story); s.Title == all[len(all)-2].title {
		t.Errorf("got %q, which one publisher tells alone", s.Title)
	}
}

func TestGrouper_developmentTakesTheCleanerHeadline(t *testing.T) {
	g := New(Options{})
	all := saga()
	all[len(all)-2].title = "Why did Ukraine talks in Riyadh break down, and can negotiators return?"
	all[len(all)-1].title = "Ukraine talks break down as negotiators walk out in Riyadh"
	p := add(g, all...)
	d, ok := g.Development(p[len(p)-1].Development)
	if want := all[len(all)-1].title; !ok || d.Title != want || d.Lead != all[len(all)-1].lead {
		t.Errorf("got %q, want %q", d.Title, want)
	}
	if s, _ := g.Story(p[0].Story); s.Title != d.Title {
		t.Errorf("got the story's headline %q, want %q", s.Title, d.Title)
	}
}
