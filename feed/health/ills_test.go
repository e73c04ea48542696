package health

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// codes reads the values of the constants called Ill… in a folder's code.
func codes(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no code in %s: %v", dir, err)
	}
	found := map[string]string{}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != len(spec.Names) {
				return true
			}
			for i, name := range spec.Names {
				lit, isText := spec.Values[i].(*ast.BasicLit)
				if !strings.HasPrefix(name.Name, "Ill") || !isText {
					continue
				}
				code, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Error(err)
				}
				found[code] = file
			}
			return true
		})
	}
	return found
}

func TestIlls_complete(t *testing.T) {
	rows := map[string]Ill{}
	for _, i := range Ills() {
		if _, twice := rows[i.Code]; twice {
			t.Errorf("two rows for %s", i.Code)
		}
		rows[i.Code] = i
		if i.Means == "" || i.Advice == "" || !strings.HasSuffix(i.Means, ".") || !strings.HasSuffix(i.Advice, ".") {
			t.Errorf("%s: got %+v, want sentences for people", i.Code, i)
		}
	}
	known := map[string]string{Silent: "", GivenUp: "", Anew: ""}
	for _, dir := range []string{"..", "../fetch", "../wire"} {
		for code, file := range codes(t, dir) {
			known[code] = file
			if _, ok := rows[code]; !ok {
				t.Errorf("%s produces %q, which has no row", file, code)
			}
		}
	}
	for code := range rows {
		if _, ok := known[code]; !ok {
			t.Errorf("nothing produces %q: its row is stale", code)
		}
	}
	if len(known) < 20 {
		t.Errorf("got %d codes, want those of all three packages", len(known))
	}
}

func TestLookup_unknown(t *testing.T) {
	if i, ok := Lookup("something new"); ok || i.Means == "" || i.After == 0 {
		t.Errorf("got %+v, want words and patience for an unknown code", i)
	}
}
