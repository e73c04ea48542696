package wire

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
)

// The objects that `newsbell inspect feed` prints; an absent value is null.
type (
	jsonDoc struct {
		Feed     jsonFeed      `json:"feed"`
		Articles []jsonArticle `json:"articles"`
		Warnings []string      `json:"warnings"`
	}
	jsonFeed struct {
		Title       *string `json:"title"`
		Link        *string `json:"link"`
		Description *string `json:"description"`
		Language    *string `json:"language"`
		Author      *string `json:"author"`
		Rights      *string `json:"rights"`
		Generator   *string `json:"generator"`
		Published   *string `json:"published"`
		Updated     *string `json:"updated"`
		Format      *string `json:"format"`
		Hub         *string `json:"hub"`
		Self        *string `json:"self"`
	}
	jsonArticle struct {
		ID         *string    `json:"id"`
		URL        *string    `json:"url"`
		Title      *string    `json:"title"`
		Summary    *string    `json:"summary"`
		Content    *string    `json:"content"`
		Text       *string    `json:"text"`
		Author     *string    `json:"author"`
		Published  *string    `json:"published"`
		Updated    *string    `json:"updated"`
		Language   *string    `json:"language"`
		Categories []string   `json:"categories"`
		Enclosures []jsonFile `json:"enclosures"`
		Image      *string    `json:"image"`
	}
	jsonFile struct {
		URL    *string `json:"url"`
		Type   *string `json:"type"`
		Length *string `json:"length"`
	}
)

// JSON prints a feed as one object, the form that `newsbell inspect feed`
// promises.
func JSON(f *Feed) ([]byte, error) {
	policy := bluemonday.UGCPolicy()
	policy.AllowElementsContent("object")
	doc := jsonDoc{
		Feed: jsonFeed{
			Title: opt(f.Title), Link: opt(f.Link), Description: opt(f.Description), Language: opt(f.Language),
			Author: opt(f.Author), Rights: opt(f.Rights), Generator: opt(f.Generator),
			Published: stamp(f.Published), Updated: stamp(f.Updated), Format: opt(f.Format), Hub: opt(f.Hub), Self: opt(f.Self),
		},
		Articles: make([]jsonArticle, 0, len(f.Items)),
		Warnings: append([]string{}, f.Warnings...),
	}
	for _, i := range f.Items {
		doc.Articles = append(doc.Articles, article(i, policy))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(doc)
	return b.Bytes(), err
}

func article(i Item, policy *bluemonday.Policy) jsonArticle {
	body := i.Text()
	if body == "" {
		body = i.Lead()
	}
	a := jsonArticle{
		ID: opt(i.ID), URL: opt(i.URL), Title: opt(i.Title),
		Summary: opt(i.clean(first(i.Summary, i.Content), policy)), Content: opt(i.clean(i.Content, policy)), Text: opt(body),
		Author: opt(i.Author), Published: stamp(i.Published), Updated: stamp(i.Updated), Language: opt(i.Language),
		Categories: append([]string{}, i.Categories...),
		Enclosures: make([]jsonFile, 0, len(i.Enclosures)),
		Image:      opt(i.Picture()),
	}
	for _, e := range i.Enclosures {
		a.Enclosures = append(a.Enclosures, jsonFile{URL: opt(e.URL), Type: opt(e.Type), Length: opt(e.Length)})
	}
	return a
}

// clean gives HTML without anything that could run, load in secret or style,
// its relative links made absolute.
func (i Item) clean(h string, policy *bluemonday.Policy) string {
	if strings.TrimSpace(h) == "" {
		return ""
	}
	return strings.TrimSpace(policy.Sanitize(i.absolute(repairC1(h)))) //nolint:misspell // the library spells it so
}

// absolute rewrites the links and image sources in HTML.
func (i Item) absolute(h string) string {
	if i.base == "" || !strings.Contains(h, "<") {
		return h
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(h))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := string(z.Raw())
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			b.WriteString(raw)
			continue
		}
		t, changed := z.Token(), false
		for n, a := range t.Attr {
			if a.Key == "href" || a.Key == "src" || a.Key == "cite" {
				if to := resolve(i.base, a.Val); to != "" && to != a.Val {
					t.Attr[n].Val, changed = to, true
				}
			}
		}
		if changed {
			raw = t.String()
		}
		b.WriteString(raw)
	}
}

func opt(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return opt(t.UTC().Format(time.RFC3339))
}
