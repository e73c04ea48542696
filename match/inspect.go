package match

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"newsbell/match/query"
	"newsbell/news"
)

// InspectQuery explains a query as one JSON object: its canonical form and its
// words, or the error with its column. The error is the *ParseError.
func InspectQuery(query string) ([]byte, error) {
	type fault struct {
		Message string `json:"message"`
		Column  int    `json:"column"`
	}
	q, err := Parse(query)
	if err != nil {
		var out struct {
			Error fault `json:"error"`
		}
		out.Error = fault{Message: err.Error()}
		if bad, ok := errors.AsType[*ParseError](err); ok {
			out.Error.Column = bad.Column
			if bad.Example != "" {
				out.Error.Message += "; for example: " + bad.Example
			}
		}
		text, encodeErr := plainJSON(out)
		return text, errors.Join(err, encodeErr)
	}
	return plainJSON(struct {
		Canonical string `json:"canonical"`
		Words     string `json:"words"`
	}{q.Canonical(), q.Plain()})
}

// plainJSON encodes v without escaping < and >.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode json: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// InspectMatch holds articles (JSON lines) against queries (ID, tab, query) and
// writes ID, tab, article's id for every match, by article and then by query in
// the order of the input. Queries that are refused come first, with the reason
// on errw. Stem is "none", "light" or "full"; "" means light.
func InspectMatch(queries, articles io.Reader, stem string, out, errw io.Writer) error {
	way, err := stemNamed(stem)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	m := &inspector{index: NewIndex(), stem: way, out: w, errw: errw}
	if err := eachLine(queries, m.query); err != nil {
		return fmt.Errorf("read queries: %w", err)
	}
	if err := eachLine(articles, m.article); err != nil {
		return fmt.Errorf("read articles: %w", err)
	}
	return w.Flush()
}

func stemNamed(name string) (query.Stem, error) {
	switch name {
	case "", "light":
		return query.StemLight, nil
	case "none":
		return query.StemNone, nil
	case "full":
		return query.StemFull, nil
	default:
		return 0, &news.Error{Code: "bad_stem", Message: "stem is none, light or full, not " + name}
	}
}

// An inspector files queries under their place in the input.
type inspector struct {
	index *Index
	names []string // by subscription id - 1
	stem  query.Stem
	out   io.Writer
	errw  io.Writer
	found []news.SubscriptionID
}

func (m *inspector) query(no int, line []byte) error {
	id, query, ok := strings.Cut(string(line), "\t")
	if !ok {
		return fmt.Errorf("line %d: no tab between id and query", no)
	}
	m.names = append(m.names, id)
	q, err := ParseStem(query, m.stem)
	if err != nil {
		if _, err := fmt.Fprintf(m.out, "%s\tREFUSED\n", id); err != nil {
			return err
		}
		bad, _ := errors.AsType[*ParseError](err)
		_, err = fmt.Fprintf(m.errw, "%s: column %d: %s\n%s\n", id, bad.Column, bad.Message, bad.Caret())
		return err
	}
	m.index.AddQuery(news.Subscription{ID: news.SubscriptionID(len(m.names)), Query: query}, q, nil)
	return nil
}

func (m *inspector) article(no int, line []byte) error {
	var a struct {
		ID        json.RawMessage `json:"id"`
		Title     string          `json:"title"`
		Text      string          `json:"text"`
		URL       string          `json:"url"`
		Publisher string          `json:"publisher"`
		Language  string          `json:"language"`
		Section   string          `json:"section"`
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return fmt.Errorf("line %d: %w", no, err)
	}
	name := string(a.ID)
	if json.Unmarshal(a.ID, &name) != nil {
		name = string(a.ID) // a number
	}
	d := NewDoc(news.Article{
		Title: a.Title, Text: a.Text, URL: a.URL,
		Publisher: a.Publisher, Language: a.Language, Section: a.Section,
	})
	m.found = m.index.AppendIDs(m.found[:0], d)
	slices.Sort(m.found)
	for _, id := range m.found {
		if _, err := fmt.Fprintf(m.out, "%s\t%s\n", m.names[id-1], name); err != nil {
			return err
		}
	}
	return nil
}

// eachLine calls use for every line that is not blank, however long.
func eachLine(r io.Reader, use func(no int, line []byte) error) error {
	in := bufio.NewReader(r)
	for no := 1; ; no++ {
		line, err := in.ReadBytes('\n')
		if no == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(bytes.TrimSpace(line)) > 0 {
			if err := use(no, line); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
