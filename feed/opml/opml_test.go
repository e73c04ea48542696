package opml_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newsbell/feed/opml"
	"newsbell/news"
)

func TestRoundTrip(t *testing.T) {
	want := []news.Feed{
		{URL: "https://quay.example/feed", Title: "Quay & Harbour", Origin: news.OriginOPML},
		{URL: "https://quay.example/world?a=1&b=2", Title: "World \"today\"", Section: "World", Language: "en", Publisher: "Quay Media", Official: true, Exact: 90 * time.Second, Origin: news.OriginOPML},
		{URL: "https://dock.example/rss", Section: "World", Origin: news.OriginOPML},
		{URL: "https://dock.example/sport", Title: "Спорт", Section: "Sport", Origin: news.OriginOPML},
	}
	var b bytes.Buffer
	if err := opml.Write(&b, want); err != nil {
		t.Fatal(err)
	}
	first := b.String()
	got, err := opml.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	var again bytes.Buffer
	if err := opml.Write(&again, got); err != nil {
		t.Fatal(err)
	}
	if again.String() != first {
		t.Errorf("got %s, want %s", again.String(), first)
	}
}

func TestRead(t *testing.T) {
	const head = `<?xml version="1.0" encoding="ISO-8859-1"?><opml version="1.0"><head/><body>`
	for _, c := range []struct {
		name, body string
		want       []string // section, title, address
	}{
		{"flat", `<outline text="A" xmlUrl="https://a.example/f"/>`, []string{"", "A", "https://a.example/f"}},
		{"other case", `<outline TITLE="A" XMLURL="https://a.example/f"/>`, []string{"", "A", "https://a.example/f"}},
		{"nested folders", `<outline text="News"><outline text="World"><outline text="A" xmlUrl="https://a.example/f"/></outline></outline>`, []string{"News/World", "A", "https://a.example/f"}},
		{"latin-1", "<outline text=\"Caf\xe9\" xmlUrl=\"https://a.example/f\"/>", []string{"", "Café", "https://a.example/f"}},
		{"the same twice", `<outline text="A" xmlUrl="https://a.example/f"/><outline text="B" xmlUrl="https://a.example/f"/>`, []string{"", "A", "https://a.example/f"}},
		{"feed scheme", `<outline text="A" xmlUrl="feed://a.example/f"/>`, []string{"", "A", "https://a.example/f"}},
		{"no feed of the web", `<outline text="A" xmlUrl="file:///etc/passwd"/><outline text="B" xmlUrl="javascript:x"/>`, nil},
		{"too deep", strings.Repeat(`<outline text="x">`, 50) + `<outline text="A" xmlUrl="https://a.example/f"/>` + strings.Repeat(`</outline>`, 50), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			feeds, err := opml.Read(strings.NewReader(head + c.body + `</body></opml>`))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range feeds {
				got = append(got, f.Section, f.Title, f.URL)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestRead_bad(t *testing.T) {
	for _, c := range []struct{ name, doc, says string }{
		{"empty", "", "not an OPML file"},
		{"a page", "<html><body>Hi</body></html>", "not an OPML file"},
		{"text", "https://a.example/f", "not an OPML file"},
		{"cut", "<opml><body>\n<outline text=\"A\" xmlUrl=\"https://a.exam", "line 2"},
		{"huge", "<opml>" + strings.Repeat(" ", 11<<20), "larger than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := opml.Read(strings.NewReader(c.doc))
			var fault *news.Error
			if !errors.As(err, &fault) || !strings.Contains(fault.Message, c.says) {
				t.Errorf("got %v, want a fault with %q", err, c.says)
			}
		})
	}
}

// Folders within folders, and slashes in their names, come through the feeds.
func TestRead_foldersComeBack(t *testing.T) {
	const doc = `<opml version="2.0"><head><title>newsbell feeds</title></head><body>
<outline text="Europe" title="Europe"><outline text="North/East" title="North/East"><outline text="A" title="A" type="rss" xmlUrl="https://a.example/f"/></outline>
<outline text="B" title="B" type="rss" xmlUrl="https://b.example/f"/></outline><outline text="C" title="C" type="rss" xmlUrl="https://c.example/f"/></body></opml>`
	want, err := opml.Parse(strings.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	got := opml.FromFeeds(want.Feeds())
	if diff := cmp.Diff(want.Outlines, got.Outlines); diff != "" {
		t.Errorf("outlines (-want +got):\n%s", diff)
	}
}
