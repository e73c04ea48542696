package feed

import (
	"testing"

	"newsbell/feed/wire"
	"newsbell/news"
)

func TestAnnounced(t *testing.T) {
	const at = "https://quay.example/feeds/all.xml"
	doc := &wire.Feed{Hub: "https://hub.doc.example/", Self: "https://quay.example/doc"}
	before := news.Feed{Hub: "https://hub.old.example/", Topic: "https://quay.example/old"}
	for _, tt := range []struct {
		name       string
		headers    []string
		doc        *wire.Feed
		hub, topic string
	}{
		{"headers first", []string{`<https://hub.example/>; rel="hub"`, `<https://quay.example/self>; rel=self`}, doc, "https://hub.example/", "https://quay.example/self"},
		{"several in one header", []string{`<https://a.example/?x=1,2>; rel=next; title="a, \" b", <https://hub.example/>; rel="hub", <https://quay.example/self>; REL="Self"`}, doc, "https://hub.example/", "https://quay.example/self"},
		{"several relations of one link", []string{`<https://hub.example/>; type="x;y"; rel="preconnect hub"`}, nil, "https://hub.example/", at},
		{"relative", []string{`</hub>; rel=hub, <self>; rel=self`}, nil, "https://quay.example/hub", "https://quay.example/feeds/self"},
		{"the first hub of two", []string{`<https://one.example/>; rel=hub, <https://two.example/>; rel=hub`}, nil, "https://one.example/", at},
		{"the document's", nil, doc, "https://hub.doc.example/", "https://quay.example/doc"},
		{"hub from the header, self from the document", []string{`<https://hub.example/>; rel=hub`}, doc, "https://hub.example/", "https://quay.example/doc"},
		{"no self: where it was found", nil, &wire.Feed{Hub: "https://hub.example/"}, "https://hub.example/", at},
		{"no more hub", nil, &wire.Feed{}, "", ""},
		{"unchanged keeps it", nil, nil, "https://hub.old.example/", "https://quay.example/old"},
		{"unchanged with headers", []string{`<https://hub.example/>; rel=hub`}, nil, "https://hub.example/", at},
		{"not of the web", []string{`<ftp://hub.example/>; rel=hub, <javascript:1>; rel=hub`}, &wire.Feed{}, "", ""},
		{"broken headers", []string{`<https://hub.example/`, `rel=hub`, `<>; rel=hub`, ``, `<https://x.example/>; rel="hub`}, &wire.Feed{}, "https://x.example/", at},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := announced(before, tt.headers, at, tt.doc)
			if got.Hub != tt.hub || got.Topic != tt.topic {
				t.Errorf("got hub %q and topic %q, want %q and %q", got.Hub, got.Topic, tt.hub, tt.topic)
			}
		})
	}
}

func FuzzLinked(f *testing.F) {
	f.Add(`<https://hub.example/>; rel="hub", <x>; rel=self`)
	f.Add(`<a>;"`)
	f.Fuzz(func(_ *testing.T, h string) { linked([]string{h}, "https://quay.example/") })
}
