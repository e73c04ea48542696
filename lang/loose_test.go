package lang_test

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestSource_hasNoLooseText finds English that is put into what people read
// without being a phrase: no language could say it.
func TestSource_hasNoLooseText(t *testing.T) {
	forOperators, used := operators(), map[string]bool{}
	for _, f := range spoken(t) {
		for _, l := range f.loose() {
			file := strings.TrimPrefix(filepath.ToSlash(l.at.Filename), "../")
			if row := rowOf(forOperators, file); row != "" && l.in == "news.Error" {
				used[row] = true
				continue
			}
			t.Errorf("%s: %s: say it as a phrase, or no other language can", l.at, l.text)
		}
	}
	for _, row := range forOperators {
		if !used[row] {
			t.Errorf("nothing in %s is for the operator any more: its row is stale", row)
		}
	}
}

// operators are the folders and files whose faults only the operator reads, on
// the command line or at the start: these are English.
func operators() []string {
	return []string{
		"app", "jobs", "replay", "storage", "feed/opml", "bot/slack/webapi", "bot/slack/install/vault.go",
		"bot/discord/closed.go", "bot/discord/session.go", "match/inspect.go", "digest/schedule/inspect.go",
	}
}

// rowOf gives the row that a file is or lies below.
func rowOf(rows []string, file string) string {
	for _, r := range rows {
		if file == r || strings.HasPrefix(file, r+"/") {
			return r
		}
	}
	return ""
}

// A loose text is English outside a phrase.
type loose struct {
	at   token.Position
	in   string // the type that holds it
	text string
}

// readFields are those that people read as they stand, by type.
func readFields() map[string][]string {
	return map[string][]string{
		"news.Note": {"Title"}, "news.Line": {"Text"}, "news.Error": {"Message"},
		"news.Card":  {"Title", "Summary", "Coverage", "Reason", "Corrected"},
		"news.List":  {"Heading", "Intro"},
		"news.Item":  {"Title", "Summary", "Note", "Section"},
		"news.Chart": {"Title", "Alt"}, "news.Bar": {"Label"},
		"news.Outcome": {"Detail"},
		"card.Button":  {"Label"}, "card.Component": {"Label", "Placeholder", "Content", "Title", "Description"},
	}
}

// loose gives the English in a folder that is no phrase.
func (f folder) loose() []loose {
	var found []loose
	keys := f.phrases()
	for _, tree := range f.files {
		ast.Inspect(tree, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			for name, value := range fields(lit) {
				for _, words := range wordsIn(value) {
					if !slices.Contains(keys, words) || name != "Detail" {
						found = append(found, loose{f.set.Position(value.Pos()), dotted(lit.Type), words})
					}
				}
			}
			return true
		})
	}
	return found
}

// fields gives what people read of a literal: by type, also of the elements of
// a list, whose own type is left out.
func fields(lit *ast.CompositeLit) map[string]ast.Expr {
	read, found := readFields()[dotted(lit.Type)], map[string]ast.Expr{}
	if list, ok := lit.Type.(*ast.ArrayType); ok {
		for i, e := range lit.Elts {
			if inner, ok := e.(*ast.CompositeLit); ok && inner.Type == nil {
				inner.Type = list.Elt
				lit.Elts[i] = inner
			}
		}
		return nil
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		name := dotted(kv.Key)
		switch {
		case name == "Code" && dotted(kv.Value) == "true": // what can be typed stays English
			return nil
		case name == "Says": // Text is its English
			return nil
		case slices.Contains(read, name):
			found[name] = kv.Value
		}
	}
	return found
}

// wordsIn gives the words in an expression, also those that are put together
// with others, but not those within calls.
func wordsIn(e ast.Expr) []string {
	if words := constant(e); len(words) > 0 {
		return slices.DeleteFunc(words, func(s string) bool { return !regexp.MustCompile(`[A-Za-z]{2}`).MatchString(s) })
	}
	if sum, ok := e.(*ast.BinaryExpr); ok {
		return slices.Concat(wordsIn(sum.X), wordsIn(sum.Y))
	}
	if c, ok := e.(*ast.CallExpr); ok && strings.HasPrefix(dotted(c.Fun), "fmt.Sprint") {
		return wordsIn(c.Args[0])
	}
	return nil
}
