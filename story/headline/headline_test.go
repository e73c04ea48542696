package headline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"newsbell/story/headline"
)

func TestTrim(t *testing.T) {
	for _, tt := range []struct{ name, publisher, address, in, want string }{
		{"name", "The Harbour Daily", "", "Ferry runs aground off the old pier - The Harbour Daily", "Ferry runs aground off the old pier"},
		{"name without article", "The Harbour Daily", "", "Ferry runs aground off the pier | Harbour Daily", "Ferry runs aground off the pier"},
		{"name and news", "BBC", "", "Ferry runs aground off the pier — BBC News", "Ferry runs aground off the pier"},
		{"host", "", "https://www.harbour-daily.co.uk/a", "Ferry runs aground off the pier – HarbourDaily", "Ferry runs aground off the pier"},
		{"host with its domain", "Harbour", "https://hd.com/a", "Ferry runs aground off the pier · HD.com", "Ferry runs aground off the pier"},
		{"initials", "North Harbour Chronicle", "", "Ferry runs aground off the pier | NHC", "Ferry runs aground off the pier"},
		{"section before the name", "Harbour Daily", "", "Ferry runs aground off the pier - World News | Harbour Daily", "Ferry runs aground off the pier"},
		{"other script", "Портові вісті", "", "Пором сів на мілину біля порту — Портові вісті", "Пором сів на мілину біля порту"},
		{"no spaces", "港湾日報", "", "渡船が桟橋の沖で座礁した｜港湾日報", "渡船が桟橋の沖で座礁した"},
		{"section alone stays", "Harbour Daily", "", "Ferry runs aground off the pier - Politics", "Ferry runs aground off the pier - Politics"},
		{"another's name stays", "Harbour Daily", "", "Ferry line to be sold - Reuters", "Ferry line to be sold - Reuters"},
		{"an aside stays", "Harbour Daily", "", "Ferry captain resigns – and blames the port", "Ferry captain resigns – and blames the port"},
		{"the name as a word stays", "Independent", "", "Islanders want to be free – independent at last", "Islanders want to be free – independent at last"},
		{"the name in a longer name stays", "Express", "", "Crowds delay train on the line Delhi - Mumbai Express", "Crowds delay train on the line Delhi - Mumbai Express"},
		{"hyphen in a word stays", "Daily", "", "Prices fall in the semi-daily", "Prices fall in the semi-daily"},
		{"nothing would be left", "Harbour Daily", "", "Contact us - Harbour Daily", "Contact us - Harbour Daily"},
		{"nothing at all", "", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := headline.Trim(tt.in, tt.publisher, tt.address); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestTails checks that the end that a publisher puts to all its headlines is
// learned for that publisher alone, and goes on from what was learned before.
func TestTails(t *testing.T) {
	var tails headline.Tails
	for i := range 6 {
		in := fmt.Sprintf("Ship %d comes into port late | Quay Watch", i)
		got := tails.Trim(in, "Harbour", "")
		if want := fmt.Sprintf("Ship %d comes into port late", i); i == 5 && got != want || i < 5 && got != in {
			t.Errorf("headline %d: got %q", i, got)
		}
		tails.Trim(fmt.Sprintf("Ship %d comes into port late | but why", i), fmt.Sprint("paper ", i), "")
	}
	for range 9 {
		if in := "Ship comes into port late | 7 March"; tails.Trim(in, "Harbour", "") != in {
			t.Error("a date is no outlet")
		}
	}
	in := "Ship comes into port late | Quay Watch"
	if got := tails.Trim(in, "Other", ""); got != in {
		t.Errorf("got %q of another publisher", got)
	}
	var again headline.Tails
	for _, x := range tails.All() {
		again.Put(x)
	}
	if got := again.Trim(in, "Harbour", ""); got != "Ship comes into port late" {
		t.Errorf("got %q of what was learned before", got)
	}
	for i := range 10_000 {
		tails.Trim("Ship comes into port late | end "+strings.Repeat("e", i%40)+fmt.Sprintf("%c", 0x4e00+i), "Harbour", "")
	}
	if n := len(tails.All()); n > 4000 {
		t.Errorf("%d ends are remembered", n)
	}
}

func TestRate(t *testing.T) {
	worst := []string{ // from the cleanest to the least
		"Ferry runs aground off the old pier, twelve hurt",
		"How a ferry ran aground off the old pier on Sunday",
		"FERRY RUNS AGROUND OFF THE OLD PIER, TWELVE HURT",
		"Why did the ferry run aground off the old pier?",
		"Ferry aground",
	}
	rates := make([]float64, len(worst))
	for i, s := range worst {
		rates[i] = headline.Rate(s)
	}
	if !slices.IsSortedFunc(rates, func(a, b float64) int {
		if a > b {
			return -1
		}
		return 1
	}) {
		t.Errorf("got %v, want them to fall", rates)
	}
	for _, s := range []string{
		"'We heard a bang': passengers on the ferry that ran aground",
		"“We heard a bang and then the lights went out”",
		"Live: ferry runs aground off the old pier, twelve hurt",
		"Ferry runs aground: live updates from the old pier on Sunday",
		"Ferry runs aground off the old pier and then...",
		"7 things to know about the ferry that ran aground on Sunday",
		"10 best ways to cross the river without the ferry",
		"Best ferry deals and gift guide for the long weekend",
		"How to get home when the ferry runs aground off the pier",
		"Opinion | The old pier should have been closed years ago",
	} {
		if got := headline.Rate(s); got > 0.7 {
			t.Errorf("%q: got %.2f", s, got)
		}
	}
	if got := headline.Rate("渡船在旧码头附近搁浅，十二人受伤"); got != 1 {
		t.Errorf("a Chinese headline of common length: got %.2f", got)
	}
	if got := headline.Rate("Watchdog fines ferry line over the accident at the pier"); got != 1 {
		t.Errorf("a word that begins like a mark: got %.2f", got)
	}
}

// TestRate_kinds: each kind of headline that does not stand alone loses against
// a plain one.
func TestRate_kinds(t *testing.T) {
	plain := headline.Rate("Ferry runs aground off the old pier, twelve hurt")
	for _, s := range []string{
		"Harbour Watch: ferry runs aground off the old pier",
		"Institute for Ferries: Vessel runs aground off the old pier",
		"I was on the ferry that ran aground off the old pier",
		"What our ferry accident says about the old pier",
		"Ferry runs aground off the old pier: “We heard a bang”",
		"Ferry runs aground: should you still book a crossing",
	} {
		if got := headline.Rate(s); got >= plain {
			t.Errorf("%q: got %.2f, want less than %.2f", s, got, plain)
		}
	}
	for _, s := range []string{
		"7 people hurt as ferry runs aground off the old pier",
		"Ferry captain to court: \"The pier was not lit\"" + " he says",
		"Mayor on ferry accident, harbour and pier: nobody is to blame",
	} {
		if got := headline.Rate(s); got < plain {
			t.Errorf("%q: got %.2f, want %.2f", s, got, plain)
		}
	}
}
