package page

import (
	"encoding/json"
	"slices"
	"strings"
)

// A linked is what a page's JSON-LD says of its article.
type linked struct {
	headline, author, published, modified, image, language, site, url, body string
	closed                                                                  bool // isAccessibleForFree is false
}

// readLD finds the article among a page's JSON-LD blocks.
func readLD(blocks [][]byte) linked {
	var out linked
	for _, b := range blocks {
		var v any
		if json.Unmarshal(b, &v) != nil {
			continue
		}
		walkLD(v, 0, &out)
	}
	return out
}

func walkLD(v any, depth int, out *linked) {
	if depth > 6 {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, e := range x[:min(len(x), 100)] {
			walkLD(e, depth+1, out)
		}
	case map[string]any:
		if article(x["@type"]) {
			out.take(x)
		}
		for _, name := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			if inner, ok := x[name]; ok {
				walkLD(inner, depth+1, out)
			}
		}
	}
}

// article says whether a JSON-LD type is that of an article.
func article(t any) bool {
	switch x := t.(type) {
	case string:
		return strings.HasSuffix(x, "Article") || strings.HasSuffix(x, "BlogPosting") || x == "Report"
	case []any:
		return slices.ContainsFunc(x, article)
	}
	return false
}

func (l *linked) take(x map[string]any) {
	l.headline = first(l.headline, word(x["headline"]), word(x["name"]))
	l.author = first(l.author, names(x["author"]))
	l.published = first(l.published, word(x["datePublished"]))
	l.modified = first(l.modified, word(x["dateModified"]))
	l.image = first(l.image, address(x["image"]))
	l.language = first(l.language, word(x["inLanguage"]))
	l.site = first(l.site, names(x["publisher"]))
	l.url = first(l.url, address(x["mainEntityOfPage"]), address(x["url"]))
	l.body = first(l.body, word(x["articleBody"]))
	switch free := x["isAccessibleForFree"].(type) {
	case bool:
		l.closed = l.closed || !free
	case string:
		l.closed = l.closed || strings.EqualFold(free, "false")
	}
}

func word(v any) string {
	switch x := v.(type) {
	case string:
		return strings.TrimSpace(x)
	case []any:
		if len(x) > 0 {
			return word(x[0])
		}
	case map[string]any:
		return first(word(x["@value"]), word(x["name"]), word(x["alternateName"]))
	}
	return ""
}

// names joins the names of one or several persons or organisations.
func names(v any) string {
	list, ok := v.([]any)
	if !ok {
		return word(v)
	}
	var out []string
	for _, e := range list[:min(len(list), 10)] {
		if n := word(e); n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}

// address finds a URL in a string, an object or a list.
func address(v any) string {
	switch x := v.(type) {
	case string:
		return strings.TrimSpace(x)
	case []any:
		if len(x) > 0 {
			return address(x[0])
		}
	case map[string]any:
		return first(word(x["url"]), word(x["@id"]), word(x["contentUrl"]))
	}
	return ""
}
