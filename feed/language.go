package feed

import (
	"strings"

	"github.com/abadojack/whatlanggo"

	"newsbell/feed/wire"
	"newsbell/news"
	"newsbell/text"
)

// enough is how many bytes of text a language can be told from.
const enough = 200

// A linguist tells the languages of the articles of one document.
type linguist struct {
	operator string // the language that the operator gave the feed
	document string // the language that the document declares
	found    string // what the last detection found: the next article is likely the same
}

// language gives the primary tag of an article's language. What is declared
// goes first: by the item, by the operator, by the feed. A feed's own "en" is
// often only its software's default, so the words must bear it out, and no
// declaration stands against the wrong script.
func (l *linguist) language(i wire.Item, a news.Article) string {
	sample := a.Title + ". " + a.Lead
	if a.Text != "" {
		sample = a.Title + ". " + cutText(a.Text, 800)
	}
	for _, declared := range []string{primary(i.Language), primary(l.operator)} {
		if fits(declared, sample) {
			return declared
		}
	}
	declared := primary(l.document)
	if fits(declared, sample) && (declared != "en" || len(sample) < enough || speaks(declared, sample)) {
		return declared
	}
	if l.found != "" && fits(l.found, sample) && (len(sample) < enough || speaks(l.found, sample)) {
		return l.found
	}
	if found := Detect(sample); found != "" {
		l.found = found
		return found
	}
	if fits(declared, sample) {
		return declared
	}
	return ""
}

// cutText shortens a text to about max bytes, at a space.
func cutText(s string, max int) string {
	if len(s) <= max {
		return s
	}
	if i := strings.LastIndexByte(s[:max], ' '); i > 0 {
		return s[:i]
	}
	return text.Truncate(s, max)
}

// speaks says that a text is written in a language, by the share of its words
// that are among the language's most frequent ones. It is far cheaper than
// telling which language a text is in; false for languages whose frequent
// words are not known.
func speaks(lang, sample string) bool {
	words, frequent := 0, 0
	for w := range strings.FieldsSeq(sample) {
		words++
		if text.Stop(strings.ToLower(strings.Trim(w, ".,:;!?\"'()“”„«»")), lang) {
			frequent++
		}
		if words == 100 {
			break
		}
	}
	return words >= 10 && frequent*6 >= words
}

// primary gives the primary tag of a declared language.
func primary(tag string) string {
	tag = strings.ToLower(strings.TrimSpace(tag))
	if i := strings.IndexAny(tag, "-_,; "); i >= 0 {
		tag = tag[:i]
	}
	if len(tag) < 2 || len(tag) > 3 {
		return ""
	}
	return tag
}

// fits says whether a text is in a script that the language is written in.
func fits(lang, sample string) bool {
	script := text.Script(sample)
	switch lang {
	case "":
		return false
	case "ru", "uk", "bg", "be", "mk", "kk", "mn":
		return script == "cyrillic"
	case "sr":
		return script == "cyrillic" || script == "latin"
	case "ar", "fa", "ur", "ps":
		return script == "arabic"
	case "zh":
		return script == "han"
	case "ja":
		return script == "han" || script == "kana"
	case "ko":
		return script == "hangul" || script == "han"
	case "el", "he", "hi", "bn", "ta", "te", "th", "ka", "hy", "am", "mr", "gu", "pa", "ml", "kn", "ne", "si", "my", "km", "lo":
		return script == "other" || script != "latin" && script != "cyrillic"
	default:
		return script == "latin" || script == "other" && len(sample) < 40
	}
}

// Detect tells the language of a text among those that news is mostly written
// in; "" when the text is too short or it cannot be told.
func Detect(sample string) string {
	if len(sample) < enough {
		return ""
	}
	info := whatlanggo.DetectWithOptions(cutText(sample, 800), whatlanggo.Options{Whitelist: whitelist()})
	if !info.IsReliable() {
		return ""
	}
	return info.Lang.Iso6391()
}

func whitelist() map[whatlanggo.Lang]bool {
	list := map[whatlanggo.Lang]bool{}
	for _, l := range []whatlanggo.Lang{
		whatlanggo.Eng, whatlanggo.Deu, whatlanggo.Fra, whatlanggo.Spa, whatlanggo.Por, whatlanggo.Ita, whatlanggo.Nld, whatlanggo.Pol,
		whatlanggo.Rus, whatlanggo.Ukr, whatlanggo.Tur, whatlanggo.Arb, whatlanggo.Pes, whatlanggo.Hin, whatlanggo.Cmn, whatlanggo.Jpn,
		whatlanggo.Kor, whatlanggo.Swe, whatlanggo.Dan, whatlanggo.Nob, whatlanggo.Fin, whatlanggo.Ces, whatlanggo.Hun, whatlanggo.Ron,
		whatlanggo.Ell, whatlanggo.Heb, whatlanggo.Ind, whatlanggo.Vie, whatlanggo.Tha, whatlanggo.Bul, whatlanggo.Ben, whatlanggo.Tam,
	} {
		list[l] = true
	}
	return list
}
