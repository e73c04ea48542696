package article

import (
	"slices"
	"strings"
	"unicode/utf8"

	"newsbell/match/query"
	"newsbell/news"
	"newsbell/text"
)

// mostClauses bounds what one phrase asks for: more tell no more.
const mostClauses = 24

// Lookup gives the keys that every article has that answers a settled query,
// as far as keys can tell. Of two alternatives with several words each it asks
// for one word of each.
func Lookup(root *query.Node) news.Lookup {
	clauses := clausesOf(root)
	rare := slices.DeleteFunc(slices.Clone(clauses), func(c []string) bool { return len(c) == 1 && query.Common(c[0]) })
	if slices.ContainsFunc(rare, func(c []string) bool { return !strings.HasPrefix(c[0], langKey) }) {
		clauses = rare // what nearly every article has only costs time
	}
	for i := range clauses {
		slices.Sort(clauses[i])
		clauses[i] = slices.Compact(clauses[i])
	}
	slices.SortFunc(clauses, slices.Compare[[]string])
	return slices.CompactFunc(clauses, slices.Equal[[]string])
}

func clausesOf(n *query.Node) news.Lookup {
	switch n.Op {
	case query.And:
		var all news.Lookup
		for _, k := range n.Kids {
			all = append(all, clausesOf(k)...)
		}
		return all
	case query.Or:
		return eitherOf(n.Kids)
	case query.Prefix:
		return one(wordKey(n.Text) + "*")
	case query.Source:
		return one(filterKey(sourceKey, n.Text))
	case query.Section:
		return one(filterKey(sectnKey, n.Text))
	case query.Lang:
		return one(filterKey(langKey, n.Text))
	case query.Native:
		langs := append(strings.Split(n.Text, ","), "")
		for i, l := range langs {
			langs[i] = filterKey(langKey, l)
		}
		return news.Lookup{langs}
	case query.Word, query.Phrase, query.Near:
		return wordClauses(n)
	default:
		return nil
	}
}

func one(key string) news.Lookup { return news.Lookup{{key}} }

// eitherOf joins one clause of each alternative; an alternative without any
// leaves nothing to ask for.
func eitherOf(kids []*query.Node) news.Lookup {
	var joined []string
	for _, k := range kids {
		clauses := clausesOf(k)
		if len(clauses) == 0 {
			return nil
		}
		joined = append(joined, slices.MinFunc(clauses, byRarity)...)
	}
	return news.Lookup{joined}
}

// byRarity puts the clause that fewer articles fit first, as far as one can
// tell from its look: few alternatives, long words, no language.
func byRarity(a, b []string) int {
	weight := func(c []string) int {
		w := 1000*len(c) - utf8.RuneCountInString(c[0])
		if strings.HasPrefix(c[0], langKey) || query.Common(c[0]) {
			w += 100_000
		}
		return w
	}
	return weight(a) - weight(b)
}

// wordClauses are those of a word or of words that stand together.
func wordClauses(n *query.Node) news.Lookup {
	var out news.Lookup
	for i, t := range n.Terms {
		if len(out) >= mostClauses {
			break
		}
		row := n.Op == query.Phrase && n.N == 0 && t.CJK
		switch {
		case row && i+1 < len(n.Terms) && n.Terms[i+1].CJK:
			out = append(out, []string{wordKey(t.Text) + wordKey(n.Terms[i+1].Text)})
		case row && i > 0 && n.Terms[i-1].CJK: // in the pair before
		default:
			if k := termKey(t); k != "" {
				out = append(out, []string{k})
			}
		}
	}
	return out
}

// termKey is the key of a word, "" when no key tells it. Full stems are not in
// the index: the letters that all endings leave stand for them.
func termKey(t query.Term) string {
	switch t.Stem {
	case query.StemNone:
		return wordKey(t.Text)
	case query.StemFull:
		const head, least = 3, 5
		runes := []rune(t.Text)
		stem := []rune(FullStem(t.Text, "en"))
		if len(runes) < least || len(stem) < head || string(stem[:head]) != string(runes[:head]) || text.Script(t.Text) == "arabic" {
			return ""
		}
		return wordKey(string(runes[:head])) + "*"
	default:
		return wordKey(text.LightStem(t.Text))
	}
}
