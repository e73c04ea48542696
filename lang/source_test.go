package lang_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// english are the folders of what only the operator reads, and of this package.
func english() []string {
	return []string{"cmd", "config", "demo", "docs", "lang", "storage/db", "trial", "web"}
}

// A folder is the code of a package whose text may reach people.
type folder struct {
	name  string // below the root, with slashes
	files []*ast.File
	set   *token.FileSet
}

// spoken reads all folders but those of tests and of the operator's own pages
// and command line, which are English.
func spoken(t *testing.T) []folder {
	t.Helper()
	var found []folder
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || path == ".." {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		if strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(name, "test") || d.Name() == "testdata" || slices.Contains(english(), name) {
			return filepath.SkipDir
		}
		if f := read(t, path); len(f.files) > 0 {
			f.name = name
			found = append(found, f)
		}
		return nil
	})
	if err != nil || len(found) < 30 {
		t.Fatalf("got %d folders: %v", len(found), err)
	}
	return found
}

// read parses the code of one folder.
func read(t *testing.T, path string) folder {
	t.Helper()
	f := folder{set: token.NewFileSet()}
	files, err := filepath.Glob(filepath.Join(path, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(f.set, file, nil, 0)
		if err != nil {
			t.Error(err)
			continue
		}
		f.files = append(f.files, tree)
	}
	return f
}

// phrases gives the phrases in the code of a folder.
func (f folder) phrases() []string {
	var keys []string
	for _, tree := range f.files {
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				keys = append(keys, f.called(n)...)
			case *ast.KeyValueExpr:
				if name, ok := n.Key.(*ast.Ident); ok && f.name != "feed/wire" && slices.Contains(phraseFields(), name.Name) {
					keys = append(keys, constant(n.Value)...)
				}
			case *ast.CompositeLit:
				if dotted(n.Type) == "Error" { // a query's or a schedule's, whose message is said
					keys = append(keys, constant(fieldOf(n, "Message"))...)
				}
			case *ast.ReturnStmt:
				if len(n.Results) > 1 && closes(n.Results[0]) { // a state and why
					keys = append(keys, constant(n.Results[1])...)
				}
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					if s, ok := to.(*ast.SelectorExpr); ok && f.name != "feed/wire" && len(n.Rhs) == len(n.Lhs) && slices.Contains(phraseFields(), s.Sel.Name) {
						keys = append(keys, constant(n.Rhs[i])...)
					}
				}
			case *ast.FuncDecl:
				if n.Name.Name == "LooksLike" || f.name == "bot/local" && n.Name.Name == "label" {
					keys = append(keys, returned(n)...)
				}
			}
			return true
		})
	}
	return slices.DeleteFunc(keys, func(k string) bool { return k == "" || strings.Contains(k, "\n") || k[0] == '{' }) // {date} is Slack's own
}

// phraseFields are the fields whose constants are said as phrases.
func phraseFields() []string {
	return []string{"Format", "Layout", "Help", "Says", "Means", "Advice", "Detail", "detail", "ChannelWhy", "Outcome", "IllWhy"}
}

// closes says that an expression is the state of a channel that cannot be written
// to; nobody is told why one opens.
func closes(state ast.Expr) bool {
	return strings.HasPrefix(dotted(state), "news.Channel") && !opens(state)
}

func opens(state ast.Expr) bool { return dotted(state) == "news.ChannelActive" }

// fieldOf is the value of a literal's field, nil without one.
func fieldOf(lit *ast.CompositeLit, name string) ast.Expr {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && dotted(kv.Key) == name {
			return kv.Value
		}
	}
	return nil
}

// returned gives the constants that a function returns.
func returned(fn *ast.FuncDecl) []string {
	var keys []string
	ast.Inspect(fn, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
			keys = append(keys, constant(r.Results[0])...)
		}
		return true
	})
	return keys
}

// dotted gives a name as it is written, such as "news.Say"; "" for anything else.
func dotted(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name + "." + e.Sel.Name
		}
		return "." + e.Sel.Name
	}
	return ""
}

// sayers are the functions that are given a phrase, by the argument that holds
// it. A name that other packages use for something else stands with its folder.
func sayers() map[string]int {
	return map[string]int{
		"say": 0, "plain": 0, "Text": 0, "says": 0, "note": 0, "sorry": 0, "bad": 0, "cronError": 0, "private": 0, "refusal": 0, "outcome": 0,
		"news.Say": 0, "reply.Line": 0, "reply.Note": 0, "reply.Sorry": 0, "news.Fault": 1, "news.Count": 2, "wrong": 1, "refuse": 4,
		"feed/fetch ill": 1, "feed/wire ill": 1, "feed/page ill": 1,
		"bot/discord/rest forbidden": 1, "bot/discord/rest refused": 0, "bot/discord/rest gone": 0, "bot/discord/rest stopped": 0,
		"bot/slack/post add": 2, "bot/discord one": 1, "bot/discord all": 2, "bot/slack Changed": 3, "bot/discord description": 0,
	}
}

// called gives the phrases among the arguments of a call.
func (f folder) called(c *ast.CallExpr) []string {
	name := dotted(c.Fun)
	bare := name[strings.LastIndex(name, ".")+1:]
	switch {
	case (bare == "count" || name == "reply.Count") && len(c.Args) == 3:
		return prefixed(constant(c.Args[2]), "")
	case bare == "count" && len(c.Args) == 2:
		return prefixed(constant(c.Args[1]), "s")
	case bare == "yesNo":
		return append(constant(c.Args[1]), constant(c.Args[2])...)
	case bare == "ReadPhrase", bare == "ReadOutcome":
		var keys []string
		ast.Inspect(c, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				keys = append(keys, constant(e)...)
			}
			return true
		})
		return keys
	case bare == "fault":
		for _, a := range c.Args {
			if k := constant(a); len(k) > 0 {
				return k
			}
		}
	}
	for _, as := range []string{f.name + " " + bare, name, bare} {
		if at, ok := sayers()[as]; ok && at < len(c.Args) && (at == 0 || !opens(c.Args[at-1])) {
			return constant(c.Args[at])
		}
	}
	return nil
}

func prefixed(words []string, end string) []string {
	for i, w := range words {
		words[i] = "%d " + w + end
	}
	return words
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

// inTemplates gives the phrases of the local chat's page.
func inTemplates(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("../bot/local/assets/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	said := regexp.MustCompile(`\bsay \S+ ("(?:[^"\\]|\\.)*")`)
	var keys []string
	for _, page := range pages {
		for _, m := range said.FindAllStringSubmatch(contents(t, page), -1) {
			key, err := strconv.Unquote(m[1])
			if err != nil {
				t.Error(err)
			}
			keys = append(keys, key)
		}
	}
	return keys
}
