package feed

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"newsbell/feed/link"
	"newsbell/feed/wire"
	"newsbell/text"
)

// The kinds of keys, strongest first.
const (
	keyID    = "g:" // guid or id
	keyLink  = "l:" // canonical link
	keyTitle = "t:" // folded headline
	keyText  = "x:" // headline and text: the last resort
)

// An Entry is an item with the keys that identify it within its feed over
// time, strongest first.
type Entry struct {
	wire.Item
	Keys []string
}

// Entries identifies the items of a document. Items that are one and the same
// are given once; ids and links that several items share identify none of them
// by themselves.
func Entries(doc *wire.Feed) []Entry {
	ids, links := map[string]int{}, map[string]int{}
	marks := make([]mark, len(doc.Items))
	for n, i := range doc.Items {
		m := markOf(i, doc)
		marks[n] = m
		ids[m.id]++
		links[m.link]++
	}
	var out []Entry
	seen := map[string]bool{}
	for n, i := range doc.Items {
		m := marks[n]
		if m.twin(i, ids, links, seen) {
			continue
		}
		out = append(out, Entry{Item: i, Keys: m.keys(i, ids, links)})
	}
	return out
}

// A mark is what identifies an item, before its neighbours are looked at.
type mark struct{ id, link, title string }

func markOf(i wire.Item, doc *wire.Feed) mark {
	m := mark{id: plainID(i.ID), link: link.Key(i.Address()), title: text.Fold(i.Title)}
	if m.link == link.Key(doc.Link) {
		m.link = "" // the site itself, not the article
	}
	return m
}

// plainID makes an id that is an address indifferent to http or https.
func plainID(id string) string {
	id = strings.TrimSpace(id)
	if rest, ok := strings.CutPrefix(id, "http://"); ok {
		return "https://" + rest
	}
	return id
}

// twin says that the same item was met before in this document, and remembers
// the item for those that follow.
func (m mark) twin(i wire.Item, ids, links map[string]int, seen map[string]bool) bool {
	var same []string
	if m.id != "" && ids[m.id] > 1 {
		same = append(same, "i\x00"+m.id+"\x00"+m.link+"\x00"+m.title)
	}
	if m.link != "" && links[m.link] > 1 {
		same = append(same, "l\x00"+m.link+"\x00"+m.title)
	}
	if m.title != "" {
		same = append(same, "f\x00"+m.title+"\x00"+i.Fingerprint())
	}
	found := false
	for _, s := range same {
		found = found || seen[s]
		seen[s] = true
	}
	return found
}

func (m mark) keys(i wire.Item, ids, links map[string]int) []string {
	var keys []string
	switch {
	case m.id == "":
	case ids[m.id] == 1:
		keys = append(keys, key(keyID, m.id))
	default:
		keys = append(keys, key(keyID, m.id+"|"+m.link+"|"+m.title))
	}
	if m.link != "" && links[m.link] == 1 {
		keys = append(keys, key(keyLink, m.link))
	}
	if weighty(m.title) {
		keys = append(keys, key(keyTitle, m.title))
	}
	if len(keys) == 0 {
		keys = append(keys, key(keyText, m.title+"|"+i.Fingerprint()))
	}
	return keys
}

// weighty says whether a headline is long enough to be nobody else's.
func weighty(title string) bool {
	return strings.Count(title, " ") >= 3 || utf8.RuneCountInString(title) >= 12 && len(title) >= 30
}

// key gives a short text of fixed length for a kind and a value.
func key(kind, value string) string {
	sum := sha256.Sum256([]byte(value))
	return kind + base64.RawURLEncoding.EncodeToString(sum[:15])
}
