package lang_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"newsbell/lang"
)

// spoken are the packages whose phrases people read in chat.
func spoken() []string {
	return []string{
		"alert", "bot", "bot/discord", "bot/discord/card", "bot/discord/post", "bot/local", "bot/slack", "bot/slack/block", "bot/slack/form",
		"cmd/newsbell", "deliver", "desk", "digest", "digest/schedule", "match/query",
	}
}

// computed are phrases that the code puts together from constants.
func computed() []string {
	return slices.Concat(
		strings.Split("%s and %s|%s or %s|%s needs a %s (%s). Try: %s|%s needs an %s (%s). Try: %s", "|")[:2],
		strings.Fields("Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
		strings.Fields("active suspended ended follow mute fewer tight normal wide everyone admins"),
		strings.Fields("Arabic Bulgarian Czech Danish Dutch English Estonian French German Greek Hebrew Hindi Hungarian Italian Japanese Korean Norwegian Polish Portuguese Romanian Russian Slovak Spanish Swedish Turkish Ukrainian Chinese"),
	)
}

// TestCatalogues_lackNothing finds every phrase in the code and holds the
// catalogues against it: each language must have it.
func TestCatalogues_lackNothing(t *testing.T) {
	keys := computed()
	for _, dir := range spoken() {
		keys = append(keys, phrasesIn(t, filepath.Join("..", filepath.FromSlash(dir)))...)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	for _, tag := range lang.All()[1:] {
		voice, missing := lang.In(tag), 0
		for _, k := range keys {
			if !voice.Has(k) {
				missing++
				t.Errorf("%s lacks: %s", tag, k)
			}
		}
		t.Logf("%s: %d of %d phrases", tag, len(keys)-missing, len(keys))
	}
}

// TestCatalogues_keepTheVerbs holds the verbs of each translation against those
// of its key: what fills a phrase in must fit it in every language.
func TestCatalogues_keepTheVerbs(t *testing.T) {
	for _, tag := range lang.All()[1:] {
		raw, err := os.ReadFile("catalogue/" + tag + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		key, seen := "", map[string]bool{}
		for line := range strings.SplitSeq(string(raw), "\n") {
			said, translation := strings.CutPrefix(line, "\t")
			switch {
			case line == "" || strings.HasPrefix(line, "#"):
			case !translation:
				if key = line; seen[key] {
					t.Errorf("%s: two translations of %q", tag, key)
				}
				seen[key] = true
			case !slices.Equal(verbs(key), verbs(said)):
				t.Errorf("%s: %q has not the verbs of %q", tag, said, key)
			}
		}
	}
}

// verbs are the sorted verbs of a format, numbered by the argument they take.
func verbs(format string) []string {
	var out []string
	next := 1
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		if i < len(format) && format[i] == '[' {
			end := strings.IndexByte(format[i:], ']')
			next, _ = strconv.Atoi(format[i+1 : i+end])
			i += end + 1
		}
		if i < len(format) && format[i] != '%' {
			out = append(out, strconv.Itoa(next)+format[i:i+1])
			next++
		}
	}
	slices.Sort(out)
	return out
}

// phrasesIn gives the phrases in the code of one folder.
func phrasesIn(t *testing.T, dir string) []string {
	t.Helper()
	var keys []string
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no code in %s: %v", dir, err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Error(err)
			continue
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				keys = append(keys, called(n)...)
			case *ast.KeyValueExpr:
				if name, ok := n.Key.(*ast.Ident); ok && slices.Contains([]string{"Format", "Layout", "Help", "Says"}, name.Name) {
					keys = append(keys, constant(n.Value)...)
				}
			}
			return true
		})
	}
	return slices.DeleteFunc(keys, func(k string) bool { return k == "" || strings.Contains(k, "\n") || k[0] == '{' }) // {date} is Slack's own
}

// called gives the phrases among the arguments of a call.
func called(c *ast.CallExpr) []string {
	name, of := "", ""
	switch f := c.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok {
			of = x.Name
		}
	}
	at := -1
	switch {
	case name == "Count" && of == "news":
		at = 2
	case name == "count" && len(c.Args) == 3:
		var keys []string
		for _, k := range constant(c.Args[2]) {
			keys = append(keys, "%d "+k)
		}
		return keys
	case name == "count" && len(c.Args) == 2:
		var keys []string
		for _, k := range constant(c.Args[1]) {
			keys = append(keys, "%d "+k+"s")
		}
		return keys
	case name == "Fault" && of == "news", name == "wrong":
		at = 1
	case name == "yesNo":
		return append(constant(c.Args[1]), constant(c.Args[2])...)
	case slices.Contains([]string{"say", "plain", "Text", "says", "note", "sorry", "bad", "cronError", "private", "refusal"}, name), name == "Say" && of == "news":
		at = 0
	case name == "fault":
		for _, a := range c.Args {
			if k := constant(a); len(k) > 0 {
				return k
			}
		}
	}
	if at < 0 || at >= len(c.Args) {
		return nil
	}
	return constant(c.Args[at])
}

// constant gives the value of a string in the code.
func constant(e ast.Expr) []string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return []string{s}
		}
	case *ast.Ident: // a constant of the file
		if e.Obj != nil && e.Obj.Kind == ast.Con {
			if spec, ok := e.Obj.Decl.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				return constant(spec.Values[0])
			}
		}
	case *ast.BinaryExpr:
		if a, b := constant(e.X), constant(e.Y); len(a) == 1 && len(b) == 1 {
			return []string{a[0] + b[0]}
		}
	}
	return nil
}
