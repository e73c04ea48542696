package wire_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"newsbell/feed/wire"
	"newsbell/news"
)

// rss wraps items into an RSS 2.0 document.
func rss(items string) string {
	return `<?xml version="1.0"?><rss version="2.0"><channel><title>Quay News</title><link>https://quay.example/</link>` + items + `</channel></rss>`
}

func parse(t *testing.T, doc string, h wire.Hints) *wire.Feed {
	t.Helper()
	f, err := wire.Parse([]byte(doc), h)
	if err != nil {
		t.Fatalf("got error %v for %.200q", err, doc)
	}
	return f
}

func TestParse_characterSets(t *testing.T) {
	const title = "Überraschung in Łódź"
	doc := func(decl, text string) string {
		return "<?xml version=\"1.0\"" + decl + "?><rss version=\"2.0\"><channel><title>x</title><item><title>" + text + "</title></item></channel></rss>"
	}
	enc := func(e encoding.Encoding, s string) string {
		out, err := e.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	le, be := unicode.LittleEndian, unicode.BigEndian
	long := strings.Repeat("Правительство обсудило новый закон о школах и больницах. ", 5)
	for _, c := range []struct{ name, doc, header, want string }{
		{"utf-8", doc(` encoding="utf-8"`, title), "", title},
		{"utf-8 with mark", "\xef\xbb\xbf" + doc("", title), "", title},
		{"utf-8, declaration lies", doc(` encoding="iso-8859-1"`, title), "text/xml; charset=iso-8859-1", title},
		{"utf-16 little, mark", enc(unicode.UTF16(le, unicode.UseBOM), doc(` encoding="utf-16"`, title)), "", title},
		{"utf-16 big, no mark", enc(unicode.UTF16(be, unicode.IgnoreBOM), doc("", title)), "", title},
		{"utf-32 little, mark", enc(utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), doc("", title)), "", title},
		{"utf-32 big, no mark", enc(utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), doc("", title)), "", title},
		{"declared latin-2", enc(charmap.ISO8859_2, doc(` encoding='iso-8859-2'`, title)), "", title},
		{"header before declaration", enc(charmap.Windows1251, doc(` encoding="koi8-r"`, "Новости")), "text/xml; charset=windows-1251", "Новости"},
		{"shift_jis", enc(japanese.ShiftJIS, doc(` encoding="Shift_JIS"`, "東京の天気")), "", "東京の天気"},
		{"iso-2022-jp", enc(japanese.ISO2022JP, doc(` encoding="iso-2022-jp"`, "東京の天気")), "", "東京の天気"},
		{"euc-kr", enc(korean.EUCKR, doc(` encoding="euc-kr"`, "서울 날씨")), "", "서울 날씨"},
		{"undeclared windows-1251", enc(charmap.Windows1251, doc("", long)), "", strings.TrimSpace(long)},
		{"undeclared latin-1", enc(charmap.Windows1252, doc("", "Crème brûlée à la carte")), "", "Crème brûlée à la carte"},
		{"utf-8 with a stray byte", doc("", strings.Repeat("é", 30)+" caf\xe9"), "", strings.Repeat("é", 30) + " café"},
		{"unknown name", doc(` encoding="no-such-set"`, "Zürich"), "", "Zürich"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parse(t, c.doc, wire.Hints{ContentType: c.header})
			if len(f.Items) != 1 || f.Items[0].Title != c.want {
				t.Errorf("got %+v, want the title %q", f.Items, c.want)
			}
		})
	}
}

func TestParse_damaged(t *testing.T) {
	item := func(n string) string {
		return "<item><title>Item " + n + "</title><link>https://quay.example/" + n + "</link></item>"
	}
	whole := rss(item("1") + item("2") + item("3"))
	for _, c := range []struct {
		name, doc string
		want      int
		warned    bool
	}{
		{"whole", whole, 3, false},
		{"cut in an item", whole[:strings.Index(whole, "Item 3")+3], 2, true},
		{"cut between items", whole[:strings.Index(whole, "<item><title>Item 3")], 2, true},
		{"last bracket missing", strings.TrimSuffix(whole, ">"), 3, true},
		{"bare ampersand", strings.Replace(whole, "Item 2", "Salt & Pepper &c", 1), 3, false},
		{"unclosed element", strings.Replace(whole, "<title>Item 2</title>", "<title>Item 2</title><b>bold", 1), 3, true},
		{"stray end tag", strings.Replace(whole, "<title>Item 2</title>", "<title>Item 2</title></p>", 1), 3, true},
		{"stray angle", strings.Replace(whole, "Item 2", "2 < 3", 1), 3, true},
		{"control characters", strings.Replace(whole, "Item 2", "It\x01em\x1a &#26;2", 1), 3, true},
		{"junk before", "Warning: cannot open file in /srv/x.php on line 3\n" + whole, 3, true},
		{"inside a page", "<html><body>" + whole[strings.Index(whole, "<rss"):] + "</body></html>", 3, true},
		{"two roots", whole + whole, 3, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parse(t, c.doc, wire.Hints{})
			if len(f.Items) != c.want {
				t.Errorf("got %d items, want %d: %+v", len(f.Items), c.want, f.Items)
			}
			if (len(f.Warnings) > 0) != c.warned {
				t.Errorf("got warnings %q, want some: %v", f.Warnings, c.warned)
			}
			if len(f.Items) > 0 && f.Items[0].Title != "Item 1" {
				t.Errorf("got first title %q, want %q", f.Items[0].Title, "Item 1")
			}
		})
	}
}

func TestParse_ills(t *testing.T) {
	for _, c := range []struct{ name, doc, code, says string }{
		{"nothing", "", wire.IllEmpty, "empty"},
		{"blank", " \n\t\r\n", wire.IllEmpty, "empty"},
		{"text", "hello there", wire.IllNotFeed, "not a feed"},
		{"page", "<!DOCTYPE html><html><head><title>News</title></head><body>Hi</body></html>", wire.IllNotFeed, "web page"},
		{"login page", `<html><body><form><input type="password" name="p"></form></body></html>`, wire.IllNotFeed, "login"},
		{"Cloudflare", `<html><head><title>Just a moment...</title></head><body>cf_chl_opt</body></html>`, wire.IllNotFeed, "Cloudflare"},
		{"captcha", `<html><body><div class="g-recaptcha"></div></body></html>`, wire.IllNotFeed, "captcha"},
		{"parked", `<html><body>This domain is for sale</body></html>`, wire.IllNotFeed, "parked"},
		{"page with feeds", `<html><head><link rel="alternate" type="application/rss+xml" href="/f"></head></html>`, wire.IllNotFeed, "feeds of its own"},
		{"OPML", `<?xml version="1.0"?><opml version="2.0"><body/></opml>`, wire.IllNotFeed, "OPML"},
		{"sitemap", `<?xml version="1.0"?><urlset></urlset>`, wire.IllNotFeed, "sitemap"},
		{"other XML", `<?xml version="1.0"?><kml><Document/></kml>`, wire.IllNotFeed, "XML that is not a feed"},
		{"other JSON", `{"answer": 42}`, wire.IllNotFeed, "JSON"},
		{"broken JSON", `{"version": "https://jsonfeed.org/version/1", "title`, wire.IllMalformed, "JSON"},
		{"too large", rss(strings.Repeat(" ", wire.MaxBody)), wire.IllTooLarge, "larger than 10 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := wire.Parse([]byte(c.doc), wire.Hints{})
			var ill *news.Error
			if !errors.As(err, &ill) || ill.Code != c.code || !strings.Contains(ill.Message, c.says) {
				t.Errorf("got %v, want code %s and a message with %q", err, c.code, c.says)
			}
		})
	}
}

func TestParse_formats(t *testing.T) {
	for _, c := range []struct{ name, doc, format string }{
		{"rss 2.0", rss(`<item><title>One</title><guid>https://quay.example/1</guid></item>`), "rss2.0"},
		{"rss 0.91", `<rss version="0.91"><channel><title>Q</title><item><title>One</title><link>https://quay.example/1</link></item></channel></rss>`, "rss0.9x"},
		{"rss 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Q</title></channel><item rdf:about="https://quay.example/1"><title>One</title><link>https://quay.example/1</link></item></rdf:RDF>`, "rss1.0"},
		{"atom 1.0", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title><entry><id>https://quay.example/1</id><title>One</title></entry></feed>`, "atom1.0"},
		{"atom, prefixed", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Q</a:title><a:entry><a:id>https://quay.example/1</a:id><a:title>One</a:title></a:entry></a:feed>`, "atom1.0"},
		{"atom, unknown namespace", `<feed xmlns="http://quay.example/atom-like"><title>Q</title><entry><id>https://quay.example/1</id><title>One</title></entry></feed>`, "atom1.0"},
		{"atom 0.3", `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Q</title><entry><id>https://quay.example/1</id><title mode="base64">T25l</title></entry></feed>`, "atom0.3"},
		{"json feed", `{"version":"https://jsonfeed.org/version/1.1","title":"Q","items":[{"id":"https://quay.example/1","title":"One"}]}`, "jsonfeed1"},
		{"json feed, cut", `{"version":"https://jsonfeed.org/version/1.1","title":"Q","items":[{"id":"https://quay.example/1","title":"One"},{"id":"2","ti`, "jsonfeed1"},
		{"cdf", `<CHANNEL HREF="https://quay.example/"><TITLE>Q</TITLE><ITEM HREF="https://quay.example/1"><TITLE>One</TITLE></ITEM></CHANNEL>`, "cdf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parse(t, c.doc, wire.Hints{})
			if f.Format != c.format {
				t.Errorf("got format %q, want %q", f.Format, c.format)
			}
			if len(f.Items) != 1 || f.Items[0].Title != "One" || f.Items[0].URL != "https://quay.example/1" {
				t.Errorf("got items %+v, want one, with its title and link", f.Items)
			}
		})
	}
}

func TestParse_item(t *testing.T) {
	f := parse(t, `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
		xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
		<title>Quay &amp;amp; Harbour</title><link>/</link><language>en-GB</language><ttl>20</ttl><sy:updatePeriod>hourly</sy:updatePeriod>
		<skipHours><hour>1</hour><hour>2</hour></skipHours><skipDays><day>Sunday</day></skipDays>
		<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://quay.example/feed"/>
		<item><title>Bridge &lt;b&gt;closes&lt;/b&gt; for &amp;quot;repairs&amp;quot;</title><link> /2025/bridge </link><guid isPermaLink="false">q-1</guid>
		<feedburner:origLink>https://quay.example/2025/bridge.html</feedburner:origLink>
		<description>The &lt;i&gt;old&lt;/i&gt; bridge closes.</description>
		<content:encoded><![CDATA[<p>The old bridge closes on Monday.</p><script>alert(1)</script><p>It reopens in <a href="/may" onclick="x()">May</a>.</p><img src="/b.jpg">]]></content:encoded>
		<dc:creator>Ida Berg</dc:creator><pubDate>Wed, 12 Feb 2025 13:42:00 -0800</pubDate><category>Transport</category><category>transport</category><category>Transport</category>
		<enclosure url="https://quay.example/a.mp3" type="audio/mpeg" length="123"/><media:thumbnail url="https://quay.example/t.jpg"/></item>
		</channel></rss>`, wire.Hints{URL: "https://quay.example/feed.xml"})
	if f.Title != "Quay & Harbour" || f.Link != "https://quay.example/" || f.Hub != "https://hub.example/" || f.Self != "https://quay.example/feed" {
		t.Errorf("got feed %+v", f)
	}
	if f.Period != time.Hour || len(f.SkipHours) != 2 || len(f.SkipDays) != 1 {
		t.Errorf("got hints %v %v %v, want an hour, two hours, Sunday", f.Period, f.SkipHours, f.SkipDays)
	}
	i := f.Items[0]
	for _, c := range []struct{ what, got, want string }{
		{"id", i.ID, "q-1"},
		{"url", i.URL, "https://quay.example/2025/bridge"},
		{"address", i.Address(), "https://quay.example/2025/bridge.html"},
		{"title", i.Title, `Bridge closes for "repairs"`},
		{"author", i.Author, "Ida Berg"},
		{"published", i.Published.UTC().Format(time.RFC3339), "2025-02-12T21:42:00Z"},
		{"categories", strings.Join(i.Categories, ","), "Transport,transport"},
		{"image", i.Picture(), "https://quay.example/t.jpg"},
		{"enclosure", i.Enclosures[0].URL + i.Enclosures[0].Type + i.Enclosures[0].Length, "https://quay.example/a.mp3audio/mpeg123"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	out, err := wire.JSON(f)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Articles []map[string]any
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	content, _ := doc.Articles[0]["content"].(string)
	if strings.Contains(content, "script") || strings.Contains(content, "onclick") || !strings.Contains(content, `href="https://quay.example/may"`) {
		t.Errorf("got content %q, want it sanitised and its links absolute", content)
	}
	if v, ok := doc.Articles[0]["language"]; !ok || v != nil {
		t.Errorf("got language %v, want null", v)
	}
}

func TestParse_links(t *testing.T) {
	for _, c := range []struct{ name, base, link, want string }{
		{"absolute", "", "https://a.example/x", "https://a.example/x"},
		{"relative", "https://a.example/feeds/f.xml", "../x", "https://a.example/x"},
		{"relative, no base", "", "/x", "/x"},
		{"protocol-relative", "https://a.example/f", "//b.example/x", "https://b.example/x"},
		{"script", "https://a.example/f", "javascript:alert(1)", ""},
		{"file", "https://a.example/f", "file:///etc/passwd", ""},
		{"data", "https://a.example/f", "data:text/html,x", ""},
		{"too long", "", "https://a.example/" + strings.Repeat("x", 3000), ""},
		{"space inside", "", "https://a.example/a b", "https://a.example/a%20b"},
		{"broken", "https://a.example/f", "http://[::1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parse(t, rss("<item><title>A</title><link>"+c.link+"</link></item>"), wire.Hints{URL: c.base})
			if got := f.Items[0].URL; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestParse_dates(t *testing.T) {
	now := time.Date(2025, 2, 12, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ name, date, want string }{
		{"plain", "Wed, 12 Feb 2025 10:00:00 GMT", "2025-02-12T10:00:00Z"},
		{"soon", "2025-02-13T11:00:00Z", "2025-02-13T11:00:00Z"},
		{"too far ahead", "2025-02-14T11:00:00Z", ""},
		{"year 0", "0000-01-01T00:00:00Z", ""},
		{"year 9999", "9999-12-31T23:59:59Z", ""},
		{"before the web", "1970-01-01T00:00:00Z", ""},
		{"nonsense", "yesterday-ish", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := parse(t, rss("<item><title>A</title><pubDate>"+c.date+"</pubDate></item>"), wire.Hints{Now: now})
			got := ""
			if p := f.Items[0].Published; !p.IsZero() {
				got = p.UTC().Format(time.RFC3339)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestItem_Texts(t *testing.T) {
	long := "<p>" + strings.Repeat("The council met and decided. ", 30) + "</p>"
	for _, c := range []struct {
		name       string
		item       wire.Item
		lead, full bool
	}{
		{"teaser", wire.Item{Summary: "The council met."}, true, false},
		{"long summary is the text", wire.Item{Summary: long}, false, true},
		{"both", wire.Item{Summary: "The council met.", Content: long}, true, true},
		{"short content is a teaser", wire.Item{Content: "<p>The council met. Read more</p>"}, true, false},
		{"nothing", wire.Item{}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			lead, full := c.item.Texts()
			if (lead != "") != c.lead || (full != "") != c.full {
				t.Errorf("got lead %q and text %q", lead, full)
			}
		})
	}
}

func TestItem_Fingerprint(t *testing.T) {
	base := wire.Item{Title: "Bridge closes", Content: `<p>It closes <a href="/a?n=1">on Monday</a>.</p>`}
	for _, c := range []struct {
		name string
		item wire.Item
		same bool
	}{
		{"itself", base, true},
		{"another link target", wire.Item{Title: base.Title, Content: `<p>It closes <a href="/a?n=2">on Monday</a>.</p>`}, true},
		{"another word", wire.Item{Title: base.Title, Content: `<p>It closes <a href="/a?n=1">on Tuesday</a>.</p>`}, false},
		{"another headline", wire.Item{Title: "Bridge opens", Content: base.Content}, false},
		{"words moved to the headline", wire.Item{Title: "Bridge closes It", Content: `<p>closes on Monday.</p>`}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.item.Fingerprint() == base.Fingerprint(); got != c.same {
				t.Errorf("got same %v, want %v", got, c.same)
			}
		})
	}
}
