package catalogue_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"newsbell/feed/catalogue"
	"newsbell/feed/link"
	"newsbell/news"
)

func entries(tb testing.TB) []catalogue.Entry {
	tb.Helper()
	list, err := catalogue.Entries()
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

// The list is as large as it is said to be, and sound.
func TestEntries(t *testing.T) {
	list := entries(t)
	languages, families, official := map[string]int{}, map[string]bool{}, 0
	keys := map[string]string{}
	tag, country := regexp.MustCompile(`^[a-z]{2,3}$`), regexp.MustCompile(`^[A-Z]{2}$`)
	for _, e := range list {
		languages[e.Language]++
		families[e.Family] = true
		if e.Official {
			official++
		}
		key := link.Key(e.URL)
		if other, twice := keys[key]; twice || key == "" {
			t.Errorf("%s and %s are one feed", e.URL, other)
		}
		keys[key] = e.URL
		if !tag.MatchString(e.Language) || !country.MatchString(e.Country) {
			t.Errorf("%s: language %q, country %q", e.URL, e.Language, e.Country)
		}
		if strings.TrimSpace(e.Name) != e.Name || len(e.Name) > 60 {
			t.Errorf("%s: name %q", e.URL, e.Name)
		}
	}
	if !slices.IsSortedFunc(list, func(a, b catalogue.Entry) int {
		return cmp.Or(cmp.Compare(a.Language, b.Language), cmp.Compare(a.URL, b.URL))
	}) {
		t.Error("the list is not sorted by language and address")
	}
	if len(list) < 500 || len(languages) < 60 || len(families) < 300 {
		t.Errorf("%d feeds, %d languages, %d families", len(list), len(languages), len(families))
	}
	several := 0
	for _, n := range languages {
		if n >= 3 {
			several++
		}
	}
	if several < 30 {
		t.Errorf("only %d languages have three feeds or more", several)
	}
	if official == 0 || official > 10 {
		t.Errorf("%d official sources, want a few", official)
	}
	t.Logf("%d feeds of %d families in %d languages, %d of them with three or more", len(list), len(families), len(languages), several)
}

func TestParse_bad(t *testing.T) {
	good := "en\thttps://quay.example/f\tQuay\tQuay\tQuay\tGB\tworld\thttps://quay.example/\tno"
	if list, err := catalogue.Parse("# head\n\n" + good + "\r\n"); err != nil || len(list) != 1 || list[0].Name != "Quay" {
		t.Fatalf("got %+v, %v", list, err)
	}
	for name, line := range map[string]string{
		"too few columns":  "en\thttps://quay.example/f",
		"no address":       strings.Replace(good, "https://quay.example/f", "quay", 1),
		"another scheme":   strings.Replace(good, "https://quay.example/f", "ftp://quay.example/f", 1),
		"unknown section":  strings.Replace(good, "world", "gossip", 1),
		"an empty column":  strings.Replace(good, "GB", "", 1),
		"neither yes, no":  strings.Replace(good, "\tno", "\tmaybe", 1),
		"a site, no page":  strings.Replace(good, "https://quay.example/\t", "quay\t", 1),
		"a space for tabs": strings.ReplaceAll(good, "\t", " "),
	} {
		if _, err := catalogue.Parse(good + "\n" + line); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: got %v, want an error that names line 2", name, err)
		}
	}
}

func TestFeeds(t *testing.T) {
	list := entries(t)
	feeds := catalogue.Feeds(list)
	if len(feeds) != len(list) {
		t.Fatalf("%d feeds of %d entries", len(feeds), len(list))
	}
	for i, f := range feeds {
		want := news.Feed{
			URL: list[i].URL, Title: list[i].Name, Publisher: list[i].Family, Language: list[i].Language, Country: list[i].Country,
			Section: list[i].Section, Site: list[i].Site, Official: list[i].Official, Origin: news.OriginCatalogue,
		}
		if f != want {
			t.Fatalf("got %+v, want %+v", f, want)
		}
	}
}

func TestOf(t *testing.T) {
	list := entries(t)
	for _, c := range []struct {
		typed string
		first string // the first's name
		least int
		most  int
	}{
		{"theguardian.com", "The Guardian World", 5, 20},
		{"https://www.guardian.co.uk/", "The Guardian World", 5, 20},
		{"bbc.com/mundo", "BBC News Mundo", 1, 1},
		{"BBC.co.uk/mundo/", "BBC News Mundo", 1, 1},
		{"https://www.bbc.com/hindi", "BBC News हिंदी", 1, 1},
		{"bbc.co.uk", "", 30, 80},
		{"https://www.spiegel.de/", "Der Spiegel", 3, 5},
		{"https://www.theguardian.com/science/rss", "The Guardian Science", 1, 1},
		{"https://www.theguardian.com/world/no-such-page", "", 0, 0},
		{"rian.com", "", 0, 0},
		{"com", "", 0, 0},
		{"", "", 0, 0},
		{"not an address", "", 0, 0},
	} {
		t.Run(c.typed, func(t *testing.T) {
			got := catalogue.Of(list, c.typed)
			if len(got) < c.least || len(got) > c.most {
				t.Errorf("%d entries, want %d to %d", len(got), c.least, c.most)
			}
			if c.first != "" && (len(got) == 0 || got[0].Name != c.first) {
				t.Errorf("got %s first, want %s", fmt.Sprint(got), c.first)
			}
		})
	}
}
