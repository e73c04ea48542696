package newsbell_test

import (
	"bufio"
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every package has exactly one package comment, and it starts as such comments
// do.
func TestPackageComments(t *testing.T) {
	comments := map[string][]string{}
	for _, file := range goFiles(t, ".") {
		dir := filepath.Dir(file)
		if _, ok := comments[dir]; !ok {
			comments[dir] = nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Error(err)
			continue
		}
		generated := bytes.Contains(firstLine(t, file), []byte("Code generated"))
		if tree.Doc == nil || generated {
			continue
		}
		comments[dir] = append(comments[dir], file)
		text := tree.Doc.Text()
		if name := tree.Name.Name; name != "main" && !strings.HasPrefix(text, "Package "+name+" ") {
			t.Errorf("%s: the package comment must start with %q", file, "Package "+name)
		}
		if strings.HasSuffix(file, "_test.go") {
			t.Errorf("%s: a package comment belongs in the code, not in a test", file)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(comments)) {
		if n := len(comments[dir]); n != 1 {
			t.Errorf("package %s has %d package comments, want 1: %v", dir, n, comments[dir])
		}
	}
}

func firstLine(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Scan()
	return bytes.Clone(lines.Bytes())
}

// Every relative link in the documentation leads to a file, and to a heading in
// it where it names one.
func TestDocLinks(t *testing.T) {
	link := regexp.MustCompile(`!?\[[^\]]*\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)`)
	for _, doc := range docFiles(t) {
		text := prose(t, doc)
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			u, err := url.Parse(match[1])
			if err != nil {
				t.Errorf("%s: %s cannot be read: %v", doc, match[1], err)
				continue
			}
			if u.IsAbs() || u.Host != "" {
				continue
			}
			target := doc
			if u.Path != "" {
				target = filepath.Join(filepath.Dir(doc), filepath.FromSlash(u.Path))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: the link %s leads nowhere", doc, match[1])
				continue
			}
			if u.Fragment != "" && strings.HasSuffix(target, ".md") && !slices.Contains(anchors(t, target), u.Fragment) {
				t.Errorf("%s: %s has no heading for %s", doc, target, match[1])
			}
		}
	}
}

// docFiles lists the Markdown files that people read.
func docFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir("docs", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".md") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// prose is a Markdown file without its code.
func prose(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fenced := regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```[ \t]*$")
	return regexp.MustCompile("`[^`\n]*`").ReplaceAllString(fenced.ReplaceAllString(string(data), ""), "code")
}

// anchors lists the headings of a Markdown file as links name them.
func anchors(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^#+ +(.*)$`).FindAllStringSubmatch(string(data), -1) {
		name := strings.ToLower(regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(m[1], ""))
		names = append(names, strings.ReplaceAll(strings.TrimSpace(name), " ", "-"))
	}
	return names
}

// go.mod takes every library as published. The one replacement lies in the
// repository itself; docs/decisions says why.
func TestGoMod(t *testing.T) {
	allowed := map[string]string{"github.com/markusmobius/go-dateparser": "./feed/page/dateparser"}
	data, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "replace "))
		if old, target, ok := strings.Cut(line, " => "); ok {
			if want, known := allowed[old]; !known || want != target {
				t.Errorf("go.mod replaces %s by %s", old, target)
			}
			delete(allowed, old)
		}
		if strings.HasPrefix(line, "exclude") || strings.HasPrefix(line, "toolchain") {
			t.Errorf("go.mod has %q", line)
		}
	}
	for old := range allowed {
		t.Errorf("go.mod no longer replaces %s: take it out of this test", old)
	}
}

// Every library of go.mod that code imports has its line, with its reason and
// licence, in docs/dependencies.md, and every line its library.
func TestDependencies(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(filepath.Join("docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string]row{}
	for _, m := range regexp.MustCompile(`(?m)^\s*(?:require )?(\S+\.\S+) v\S+`).FindAllStringSubmatch(string(mod), -1) {
		modules[m[1]] = row{}
	}
	wanted := map[string]bool{}
	for _, i := range readImports(t, ".") {
		if module := libraryOf(modules, i.path); module != "" {
			wanted[module] = true
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(string(doc), -1) {
		if !wanted[m[1]] {
			t.Errorf("docs/dependencies.md: nothing imports %s", m[1])
		}
		delete(wanted, m[1])
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		t.Errorf("docs/dependencies.md has no line for %s", name)
	}
}
