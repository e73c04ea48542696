package article

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"newsbell/match/query"
	"newsbell/news"
	"newsbell/text"
)

// The keys by which an index of articles finds one. They are letters and digits
// only, so that any index keeps them whole.
const (
	// MaxKeys bounds an article's words in the index: headline, lead and the
	// first paragraphs. What stands below is not found.
	MaxKeys = 240

	maxKey    = 60 // bytes
	sourceKey = "zzs"
	sectnKey  = "zzc"
	langKey   = "zzl"
)

// Keys gives the keys of an article: of each of its first words the light stem
// and, where it differs, the form; of words written without spaces the pairs of
// neighbours too; its language, sources and sections.
func Keys(a news.Article) []string {
	k := keyring{seen: make(map[string]bool, MaxKeys)}
	k.add(filterKey(langKey, query.Primary(a.Language)))
	for _, s := range sourcesOf(a) {
		k.add(filterKey(sourceKey, s))
	}
	for _, s := range sectionsOf(a.Section) {
		k.add(filterKey(sectnKey, s))
	}
	k.most = len(k.keys) + MaxKeys
	k.words(a.Title)
	k.words(a.Lead)
	k.words(a.Text)
	return k.keys
}

// A keyring collects keys, each once.
type keyring struct {
	keys []string
	seen map[string]bool
	most int
}

func (k *keyring) add(key string) {
	if key != "" && !k.seen[key] {
		k.seen[key] = true
		k.keys = append(k.keys, key)
	}
}

// words adds the words of one field, until there are enough.
func (k *keyring) words(field string) {
	before := "" // the token before, when it is a character
	for t := text.NewScanner(field); len(k.keys) < k.most && t.Next(); {
		form := wordKey(t.Text)
		k.add(wordKey(text.LightStem(t.Text)))
		k.add(form)
		if !t.CJK {
			before = ""
			continue
		}
		if before != "" {
			k.add(before + form)
		}
		before = form
	}
}

// wordKey makes a key of a folded word: what is neither a letter nor a digit
// becomes one, so that C++ and at&t are told from c and att.
func wordKey(word string) string {
	if len(word) > maxKey {
		n := maxKey
		for !utf8.RuneStart(word[n]) {
			n--
		}
		word = word[:n]
	}
	plain := func(r rune) bool { return r >= utf8.RuneSelf || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' }
	if strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return strings.Map(func(r rune) rune {
		switch {
		case plain(r):
			return r
		case r == '\'':
			return -1
		case r == '&':
			return 'n'
		case r == '+':
			return 'p'
		case r == '#':
			return 'q'
		default:
			return 'd'
		}
	}, word)
}

// filterKey makes a key of a filter's value: two values may rarely share one.
func filterKey(kind, value string) string { return fmt.Sprintf("%s%08x", kind, Hash(value)) }
